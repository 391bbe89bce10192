/** What the bundler puts in the place of files that are no source. */

declare module '*.yaml' {
  const text: string;
  // biome-ignore lint/style/noDefaultExport: it is how bundlers hand over a file
  export default text;
}
declare module '*.css';
declare module '*.wasm' {
  const bytes: Uint8Array<ArrayBuffer>;
  // biome-ignore lint/style/noDefaultExport: it is how bundlers hand over a file
  export default bytes;
}
