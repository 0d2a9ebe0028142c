// Dairy, bakery, pantry and household goods of the demo, invented. One good a line, as in names-goods-fresh.ts.
import type { Shelf } from './shelf.ts';

export const pantryShelves: readonly Shelf[] = [
  {
    parent: 'dairy-bakery',
    zh: '鲜奶',
    en: 'Milk',
    curve: 'c31',
    shelfLifeDays: 7,
    margin: [16, 20],
    taxRateBp: 900,
    casePack: 12,
    goods: `
青禾鲜牛奶|Greenfield fresh milk|250ml瓶 4.90|500ml瓶 8.50|950ml瓶 15.90
青禾高钙鲜奶|Greenfield calcium milk|250ml瓶 5.50|950ml瓶 17.90
青禾脱脂鲜奶|Greenfield skimmed milk|250ml瓶 5.20|950ml瓶 16.90
低温娟姗牛奶|Jersey milk|250ml瓶 7.90|700ml瓶 19.90
有机鲜牛奶|Organic fresh milk|250ml瓶 8.50|700ml瓶 21.90
儿童鲜牛奶|Children's fresh milk|180ml瓶 5.90
纯牛奶|Long-life milk|250ml盒 3.50|1L盒 12.90
无乳糖牛奶|Lactose-free milk|250ml盒 4.90
燕麦奶|Oat drink|250ml盒 5.90|1L盒 19.90
鲜羊奶|Goat milk|200ml瓶 9.90
炼乳|Condensed milk|180g支 12.90
稀奶油|Whipping cream|200ml盒 15.90
`,
  },
  {
    parent: 'dairy-bakery',
    zh: '酸奶奶酪',
    en: 'Yogurt and cheese',
    curve: 'c30',
    shelfLifeDays: 18,
    margin: [16, 21],
    taxRateBp: 1300,
    casePack: 12,
    goods: `
原味酸奶|Plain yogurt|135g杯 4.50|750g桶 18.90
黄桃酸奶|Yellow peach yogurt|135g杯 5.20
草莓酸奶|Strawberry yogurt|135g杯 5.20
无糖希腊酸奶|Greek yogurt unsweetened|400g盒 19.90
炭烧酸奶|Baked yogurt|180g杯 6.50
乳酸菌饮品|Cultured milk drink|100ml瓶 2.50
儿童奶酪棒|Cheese sticks|100g袋 12.90
马苏里拉碎|Shredded mozzarella|150g袋 16.90
`,
  },
  {
    parent: 'dairy-bakery',
    zh: '面点早餐',
    en: 'Buns and breakfast',
    curve: 'c29',
    shelfLifeDays: 2,
    margin: [32, 40],
    taxRateBp: 1300,
    casePack: 10,
    goods: `
鲜肉小馄饨|Small pork wontons|10只份 9.90
手工鲜肉包|Hand-made pork buns|1个 2.20
香菇菜包|Shiitake greens buns|1个 1.80
刀切馒头|Steamed rolls|1个 0.90
玉米窝头|Corn buns|1个 1.20
葱油花卷|Scallion twists|1个 1.30
鲜切面|Fresh noodles|250g份 2.80
馄饨皮|Wonton wrappers|250g份 3.20
`,
  },
  {
    parent: 'chilled-frozen',
    zh: '冷冻食品',
    en: 'Frozen food',
    curve: 'c7',
    shelfLifeDays: 270,
    margin: [22, 30],
    taxRateBp: 1300,
    casePack: 12,
    goods: `
猪肉白菜水饺|Pork and cabbage dumplings|500g袋 15.90|1kg袋 28.90
三鲜水饺|Three-delight dumplings|500g袋 17.90
虾仁水饺|Shrimp dumplings|300g袋 21.90
韭菜鸡蛋水饺|Chive and egg dumplings|500g袋 14.90
黑芝麻汤圆|Black sesame rice balls|450g袋 12.90
花生汤圆|Peanut rice balls|450g袋 12.90
手抓饼|Flaky pancakes|10片袋 16.90
葱油饼|Scallion pancakes|8片袋 14.90
春卷|Spring rolls|300g袋 11.90
烧卖|Shaomai|400g袋 15.90
奶黄包|Custard buns|300g袋 13.90
牛肉丸|Beef balls|250g袋 15.90
鱼丸|Fish balls|250g袋 12.90
蟹味棒|Crab-flavour sticks|200g袋 9.90
薯条|Chips|500g袋 12.90
鸡米花|Popcorn chicken|400g袋 16.90
速冻青豆|Frozen peas|300g袋 6.90
速冻玉米粒|Frozen sweet corn|300g袋 7.50
虾滑|Shrimp paste|150g袋 16.90
披萨饼底|Pizza base|2片袋 11.90
香草雪糕|Vanilla ice lolly|5支盒 15.90
红豆冰棒|Red bean ice lolly|6支盒 12.90
香草冰淇淋|Vanilla ice cream|400g桶 24.90
骨汤火锅底料|Bone broth hotpot base|200g袋 9.90
煎饺|Pan-fry dumplings|400g袋 14.90
鲜肉大馄饨|Large pork wontons|400g袋 14.90
烤肠|Grill sausages|300g袋 17.90
蛋挞皮|Egg tart shells|12个盒 13.90
`,
  },
  {
    parent: 'pantry',
    zh: '粮油',
    en: 'Rice, flour and oil',
    curve: 'c24',
    shelfLifeDays: 360,
    margin: [12, 20],
    taxRateBp: 900,
    casePack: 6,
    goods: `
东北长粒香米|Long-grain north-eastern rice|2.5kg袋 21.90|5kg袋 39.90
软香粳米|Soft japonica rice|2.5kg袋 19.90
糯米|Glutinous rice|500g袋 6.90
小米|Millet|500g袋 8.90
黑米|Black rice|500g袋 9.90
燕麦片|Rolled oats|700g袋 15.90
红豆|Adzuki beans|400g袋 8.90
绿豆|Mung beans|400g袋 7.90
黄豆|Soybeans|400g袋 5.90
薏米|Job's tears|400g袋 10.90
中筋面粉|Plain flour|1kg袋 7.50|2.5kg袋 16.90
挂面|Dried noodles|500g袋 5.90|1kg袋 10.90
荞麦面|Buckwheat noodles|400g袋 8.90
米粉|Rice noodles|400g袋 6.90
粉丝|Glass noodles|200g袋 6.50
花生油|Peanut oil|900ml瓶 25.90|2.5L桶 65.90
菜籽油|Rapeseed oil|900ml瓶 17.90|2.5L桶 46.90
玉米油|Corn oil|900ml瓶 18.90
橄榄油|Olive oil|500ml瓶 49.90
芝麻油|Sesame oil|200ml瓶 15.90
干香菇|Dried shiitake|100g袋 15.90
干木耳|Dried wood ear|100g袋 13.90
紫菜|Dried laver|50g袋 7.90
`,
  },
  {
    parent: 'pantry',
    zh: '调味品',
    en: 'Seasonings',
    curve: 'c11',
    shelfLifeDays: 360,
    margin: [20, 28],
    taxRateBp: 1300,
    casePack: 12,
    goods: `
生抽|Light soy sauce|500ml瓶 9.90|1L瓶 16.90
老抽|Dark soy sauce|500ml瓶 10.90
蒸鱼豉油|Steamed-fish soy sauce|400ml瓶 11.90
蚝油|Oyster sauce|500g瓶 10.90
米醋|Rice vinegar|450ml瓶 6.90
香醋|Aromatic vinegar|500ml瓶 9.90
料酒|Cooking wine|500ml瓶 6.90
郫县豆瓣|Broad bean chilli paste|400g罐 11.90
黄豆酱|Soybean paste|300g罐 8.90
番茄酱|Tomato ketchup|300g瓶 8.50
辣椒油|Chilli oil|220g瓶 11.90
食用盐|Table salt|400g袋 2.50
白砂糖|White sugar|400g袋 5.50
黄冰糖|Rock sugar|400g袋 8.50
鸡精|Chicken bouillon|200g袋 9.50
白胡椒粉|White pepper|30g瓶 8.90
花椒|Sichuan pepper|50g袋 8.90
八角|Star anise|50g袋 6.90
淀粉|Starch|300g袋 5.50
腐乳|Fermented bean curd|300g瓶 9.50
榨菜丝|Pickled mustard shreds|80g袋 2.50
`,
  },
  {
    parent: 'drinks-snacks',
    zh: '饮料',
    en: 'Drinks',
    curve: 'c25',
    shelfLifeDays: 270,
    margin: [24, 32],
    taxRateBp: 1300,
    casePack: 15,
    goods: `
饮用纯净水|Purified water|550ml瓶 1.80|1.5L瓶 3.50|5L桶 9.90
天然苏打水|Soda water|400ml瓶 3.90
无糖乌龙茶|Unsweetened oolong|500ml瓶 4.90
无糖茉莉花茶|Unsweetened jasmine tea|500ml瓶 4.90
冰红茶|Iced black tea|500ml瓶 3.50
酸梅汤|Sour plum drink|450ml瓶 5.50
鲜榨橙汁|Pressed orange juice|300ml瓶 9.90|1L瓶 24.90
椰子水|Coconut water|330ml瓶 7.90
气泡水白桃味|White peach sparkling water|480ml瓶 4.90
可乐味汽水|Cola soda|330ml罐 2.80
电解质水|Electrolyte drink|500ml瓶 4.90
精酿小麦啤酒|Craft wheat beer|500ml罐 9.90
`,
  },
  {
    parent: 'drinks-snacks',
    zh: '零食',
    en: 'Snacks',
    curve: 'c27',
    shelfLifeDays: 180,
    margin: [28, 36],
    taxRateBp: 1300,
    casePack: 20,
    goods: `
原味薯片|Plain crisps|75g袋 6.90
番茄味薯片|Tomato crisps|75g袋 6.90
海苔脆|Seaweed crisps|36g罐 9.90
焦糖瓜子|Caramel sunflower seeds|160g袋 8.50
每日坚果|Daily nuts|175g盒 29.90
原味腰果|Plain cashews|120g袋 19.90
苏打饼干|Soda crackers|200g袋 8.90
蛋黄酥|Egg yolk pastries|6枚盒 22.90
牛肉干|Beef jerky|80g袋 22.90
芒果干|Dried mango|100g袋 12.90
黑巧克力|Dark chocolate|100g盒 15.90
水果软糖|Fruit gums|90g袋 7.90
`,
  },
  {
    parent: 'drinks-snacks',
    zh: '熟食夜宵',
    en: 'Deli and late snacks',
    curve: 'c23',
    shelfLifeDays: 4,
    margin: [30, 38],
    taxRateBp: 1300,
    casePack: 6,
    goods: `
盐水鸭|Salted duck|半只份 29.90
卤牛肉|Braised beef|200g盒 28.90
卤鸭脖|Braised duck necks|250g盒 19.90
凉拌海带丝|Kelp salad|200g盒 6.90
糟卤毛豆|Wine-pickled edamame|250g盒 9.90
`,
  },
  {
    parent: 'household',
    zh: '日用纸品',
    en: 'Paper and household',
    curve: 'c0',
    shelfLifeDays: 1080,
    margin: [20, 28],
    taxRateBp: 1300,
    casePack: 10,
    goods: `
抽纸|Facial tissues|3包提 8.90|8包提 19.90
卷筒纸|Toilet rolls|10卷提 22.90
厨房纸|Kitchen towels|2卷提 9.90
湿巾|Wet wipes|80片包 8.90
洗洁精|Washing-up liquid|1kg瓶 9.90
洗衣液|Laundry liquid|2kg瓶 24.90
垃圾袋|Bin bags|3卷提 9.90
保鲜膜|Cling film|1卷盒 9.90
保鲜袋|Food bags|100只盒 8.90
洗手液|Hand wash|500g瓶 12.90
百洁布|Scouring pads|5片包 5.90
`,
  },
];
