import { it } from 'vitest';
import {sectionsOf} from './specs/registry.ts'; import {studyView} from './study-view.ts'; import {studyFixture} from './study-fixture.test.ts'; import {LIGHT} from './theme.ts';
import {compile} from 'vega-lite'; import {fileSpec} from './specs/chart.ts';
it('x',()=>{
 for(const c of sectionsOf(studyView(studyFixture({labels:['QQQ1','QQQ2'],groups:{'QQQ3':['QQQ4','QQQ5','c']}})),LIGHT).flatMap(s=>s.charts)){
  const spec=compile(fileSpec(c,LIGHT) as never).spec;
  const walk=(v:any,path:string)=>{ if(typeof v==='string'){ if(v.includes('QQQ')&&!['QQQ1','QQQ2','QQQ4','QQQ5'].includes(v)) console.log(c.name,path,v.slice(0,150)); } else if(v&&typeof v==='object') for(const k of Object.keys(v)) walk(v[k],path+'/'+k)};
  walk(spec,'');
 }
});
