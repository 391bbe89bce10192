/**
 * Words from which titles, descriptions, brands and sellers are made. All made up or everyday words; their order is part
 * of every world, so words are added at the end of a list only.
 */

const wordsIn = (text: string): string[] => text.split(' ');

/** 'Pans: Pan, Knives: Knife' as pairs. */
const categoriesIn = (text: string): [string, string][] =>
  text.split(', ').map((pair) => pair.split(': ') as [string, string]);

/** (12) departments of (12) categories; the second form is one article, for titles. */
export const DEPARTMENTS: readonly {
  readonly name: string;
  readonly categories: readonly (readonly [string, string])[];
}[] = [
  {
    name: 'Kitchen',
    categories: categoriesIn(
      'Pans: Pan, Knives: Knife, Kettles: Kettle, Mugs: Mug, Bakeware: Baking Tin, Toasters: Toaster, ' +
        'Storage Jars: Storage Jar, Chopping Boards: Chopping Board, Teapots: Teapot, Glassware: Glass Set, Scales: Kitchen Scale, Lunch Boxes: Lunch Box',
    ),
  },
  {
    name: 'Living Room',
    categories: categoriesIn(
      'Lamps: Lamp, Cushions: Cushion, Rugs: Rug, Clocks: Wall Clock, Armchairs: Armchair, Side Tables: Side Table, ' +
        'Vases: Vase, Candles: Candle, Picture Frames: Picture Frame, Bookcases: Bookcase, Curtains: Curtain, Mirrors: Mirror',
    ),
  },
  {
    name: 'Clothing',
    categories: categoriesIn(
      'Jackets: Jacket, Shirts: Shirt, Dresses: Dress, Jumpers: Jumper, Trousers: Trousers, Skirts: Skirt, ' +
        'Coats: Coat, Socks: Socks, Scarves: Scarf, Hats: Hat, Gloves: Gloves, Pyjamas: Pyjamas',
    ),
  },
  {
    name: 'Electronics',
    categories: categoriesIn(
      'Headphones: Headphones, Speakers: Speaker, Keyboards: Keyboard, Mice: Mouse, Cameras: Camera, Chargers: Charger, ' +
        'Monitors: Monitor, Watches: Smart Watch, Radios: Radio, Phone Cases: Phone Case, Memory Cards: Memory Card, Tablets: Tablet Stand',
    ),
  },
  {
    name: 'Garden',
    categories: categoriesIn(
      'Planters: Planter, Hand Tools: Trowel, Watering: Watering Can, Bird Care: Bird Feeder, Benches: Bench, Parasols: Parasol, ' +
        'Lanterns: Lantern, Seeds: Seed Box, Barbecues: Barbecue, Hammocks: Hammock, Pruning: Secateurs, Compost: Compost Bin',
    ),
  },
  {
    name: 'Toys',
    categories: categoriesIn(
      'Puzzles: Puzzle, Board Games: Board Game, Building Sets: Building Set, Soft Toys: Soft Toy, Model Trains: Model Train, Kites: Kite, ' +
        'Card Games: Card Game, Dolls: Doll, Craft Kits: Craft Kit, Toy Cars: Toy Car, Musical Toys: Xylophone, Outdoor Play: Play Tent',
    ),
  },
  {
    name: 'Sport',
    categories: categoriesIn(
      'Yoga Mats: Yoga Mat, Running Shoes: Running Shoes, Backpacks: Backpack, Bottles: Bottle, Tents: Tent, Rackets: Racket, ' +
        'Balls: Ball, Cycling: Cycle Helmet, Swimming: Swim Goggles, Weights: Dumbbell, Climbing: Climbing Rope, Skipping Ropes: Skipping Rope',
    ),
  },
  {
    name: 'Beauty',
    categories: categoriesIn(
      'Soaps: Soap, Perfumes: Perfume, Creams: Hand Cream, Brushes: Brush, Shampoos: Shampoo, Bath Salts: Bath Salt, ' +
        'Razors: Razor, Lip Care: Lip Balm, Nail Care: Nail Set, Hair Dryers: Hair Dryer, Sun Care: Sun Lotion, Towels: Towel',
    ),
  },
  {
    name: 'Books',
    categories: categoriesIn(
      'Novels: Novel, Cookbooks: Cookbook, Travel Guides: Travel Guide, Poetry: Poetry Book, Picture Books: Picture Book, Histories: History, ' +
        'Biographies: Biography, Atlases: Atlas, Mysteries: Mystery, Science: Science Book, Gardening Books: Gardening Book, Diaries: Diary',
    ),
  },
  {
    name: 'Office',
    categories: categoriesIn(
      'Notebooks: Notebook, Pens: Pen, Desk Lamps: Desk Lamp, Folders: Folder, Chairs: Office Chair, Calendars: Calendar, ' +
        'Staplers: Stapler, Desk Trays: Desk Tray, Envelopes: Envelope Box, Whiteboards: Whiteboard, Pencil Cases: Pencil Case, Rulers: Ruler',
    ),
  },
  {
    name: 'Pets',
    categories: categoriesIn(
      'Dog Beds: Dog Bed, Cat Trees: Cat Tree, Leads: Lead, Bowls: Pet Bowl, Aquariums: Aquarium, Chew Toys: Chew Toy, ' +
        'Carriers: Pet Carrier, Collars: Collar, Bird Cages: Bird Cage, Grooming: Pet Comb, Treats: Treat Box, Hutches: Hutch',
    ),
  },
  {
    name: 'Travel',
    categories: categoriesIn(
      'Suitcases: Suitcase, Wallets: Wallet, Umbrellas: Umbrella, Neck Pillows: Neck Pillow, Wash Bags: Wash Bag, Adapters: Travel Adapter, ' +
        'Sunglasses: Sunglasses, Tote Bags: Tote Bag, Passport Covers: Passport Cover, Flasks: Flask, Luggage Tags: Luggage Tag, Belts: Belt',
    ),
  },
];

/** (16) attributes, one a latent dimension, each of (8) values from one end of the dimension to the other. */
export const ATTRIBUTES: readonly { readonly name: string; readonly values: readonly string[] }[] = [
  { name: 'colour', values: ['white', 'ivory', 'yellow', 'orange', 'red', 'green', 'blue', 'black'] },
  {
    name: 'style',
    values: ['minimal', 'modern', 'urban', 'classic', 'rustic', 'vintage', 'ornate', 'baroque'],
  },
  { name: 'material', values: ['steel', 'glass', 'ceramic', 'leather', 'cotton', 'wool', 'bamboo', 'oak'] },
  {
    name: 'pattern',
    values: ['plain', 'striped', 'checked', 'dotted', 'herringbone', 'paisley', 'floral', 'animal'],
  },
  { name: 'weight', values: ['feather', 'light', 'slim', 'medium', 'solid', 'sturdy', 'heavy', 'massive'] },
  { name: 'finish', values: ['matt', 'satin', 'brushed', 'soft', 'waxed', 'glazed', 'polished', 'mirror'] },
  { name: 'mood', values: ['calm', 'cosy', 'gentle', 'fresh', 'cheerful', 'bold', 'playful', 'wild'] },
  {
    name: 'origin',
    values: ['nordic', 'alpine', 'coastal', 'rural', 'meadow', 'desert', 'tropical', 'island'],
  },
  { name: 'size', values: ['tiny', 'mini', 'small', 'compact', 'regular', 'large', 'grand', 'giant'] },
  {
    name: 'season',
    values: ['midwinter', 'winter', 'spring', 'may', 'summer', 'harvest', 'autumn', 'november'],
  },
  {
    name: 'use',
    values: ['daily', 'office', 'weekend', 'family', 'guest', 'festive', 'wedding', 'collector'],
  },
  { name: 'shape', values: ['square', 'angular', 'oblong', 'tapered', 'curved', 'oval', 'round', 'spiral'] },
  {
    name: 'care',
    values: ['dishwasher', 'machine', 'handwash', 'wipe', 'dry', 'oil', 'polish', 'professional'],
  },
  { name: 'closure', values: ['open', 'snap', 'button', 'zip', 'buckle', 'magnet', 'lace', 'lock'] },
  { name: 'texture', values: ['smooth', 'silky', 'fine', 'grained', 'ribbed', 'woven', 'knitted', 'rough'] },
  {
    name: 'era',
    values: [
      'antique',
      'victorian',
      'deco',
      'fifties',
      'seventies',
      'nineties',
      'contemporary',
      'futuristic',
    ],
  },
];

/** (60) by (40): 2,400 brands. */
export const BRAND_STARTS: readonly string[] = wordsIn(
  'Al Bel Cor Dal El Fen Gal Hal Il Jor ' +
    'Kel Lum Mar Nor Or Pel Quin Ros Sol Tal ' +
    'Ul Ver Wil Xan Yar Zel Ar Bran Cal Dor ' +
    'Ever Fal Gren Hol Ing Jas Kar Lin Mor Nel ' +
    'Ol Pra Rav Sel Thal Ur Vel Wes Yel Zan ' +
    'Ash Bri Cle Dray Esk Fro Gil Hav Ives Kin',
);
export const BRAND_ENDS: readonly string[] = wordsIn(
  'ora ton wick mere dale ford ley by stad berg ' +
    'ini etti ano ique elle ova aro ium ex on ' +
    'haus field stone wood brook crest land holm gate bury ' +
    'isse amo ento yn ard ever oak une ade is',
);

/** (60) by (40): 2,400 sellers. */
export const SELLER_STARTS: readonly string[] = wordsIn(
  'Harbour Mill Castle River Market Chapel Station Orchard Bridge Forest ' +
    'Hill Lake Garden Tower Valley Canal Windmill Abbey Lighthouse Meadow ' +
    'Quarry Village Island Cliff Fountain Square Corner Arcade Gable Copper ' +
    'Silver Golden Scarlet Amber Indigo Emerald Pearl Marble Granite Willow ' +
    'Maple Cedar Hazel Juniper Rowan Thistle Clover Heather Bramble Fern ' +
    'Falcon Heron Otter Badger Fox Hare Robin Swallow Kestrel Magpie',
);
export const SELLER_ENDS: readonly string[] = wordsIn(
  'Goods Traders Stores Supply Outlet Direct Depot Market Bazaar Emporium ' +
    'Partners Sons Sisters Works House Shop Corner Warehouse Exchange Select ' +
    'Import Retail Company Collective Gallery Boutique Studio Trading Express Online ' +
    'Finds Choice Basics Plus Hub Point Place Room Box Counter',
);

/** Words of descriptions that say nothing of the item. */
export const PHRASES: readonly string[] = [
  'made to last',
  'a pleasure to use',
  'a thoughtful gift',
  'sent in plain packaging',
  'with two years of guarantee',
  'tested by our team',
  'in a handy box',
  'easy to look after',
  'loved by many homes',
  'from a small workshop',
  'a shop favourite',
  'ready when you are',
  'with spare parts at hand',
  'good value every day',
  'in limited numbers',
  'with a printed guide',
];
