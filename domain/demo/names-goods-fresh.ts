// Fresh goods of the demo, invented. One good a line: zh | en | pack size and unit, price in yuan | …
// Shelf life in days, margins in per cent of the price, case pack in base units.
import type { Shelf } from './shelf.ts';

export const freshShelves: readonly Shelf[] = [
  {
    parent: 'vegetables',
    zh: '叶菜',
    en: 'Leafy greens',
    curve: 'c4',
    shelfLifeDays: 2,
    margin: [28, 38],
    taxRateBp: 900,
    casePack: 5,
    goods: `
上海青|Shanghai greens|300g袋 3.29|500g袋 4.99
小白菜|Baby white cabbage|300g袋 2.99|500g袋 4.59
鸡毛菜|Chicken-feather greens|250g袋 3.59|400g袋 5.29
菠菜|Spinach|250g袋 3.99|400g袋 5.79
油麦菜|Romaine leaf lettuce|250g袋 2.89|400g袋 4.29
生菜|Lettuce|250g袋 2.79|400g袋 3.99
球生菜|Iceberg lettuce|1个 4.59
空心菜|Water spinach|300g袋 3.49|500g袋 5.29
红苋菜|Red amaranth|300g袋 3.99
白苋菜|White amaranth|300g袋 3.79
茼蒿|Garland chrysanthemum|250g袋 4.29
芥蓝|Chinese broccoli|300g袋 5.49
菜心|Choy sum|300g袋 4.99|500g袋 7.59
娃娃菜|Baby napa|2棵份 4.99|3棵份 6.99
大白菜|Napa cabbage|半棵份 2.99|1棵份 5.29
卷心菜|Cabbage|1个 4.29
牛心菜|Pointed cabbage|1个 4.59
紫甘蓝|Red cabbage|半个份 3.49|1个 5.99
芹菜|Celery|300g份 3.29
西芹|Stalk celery|400g份 4.99
韭菜|Garlic chives|250g份 3.59
韭黄|Yellow chives|150g份 6.49
蒜苗|Garlic leaves|200g份 4.29
豆苗|Pea shoots|150g盒 5.29
马兰头|Kalimeris greens|200g袋 5.99
荠菜|Shepherd's purse|200g袋 5.49
木耳菜|Malabar spinach|300g袋 3.89
红薯叶|Sweet potato leaves|300g袋 3.99
穿心莲苗|Iceplant shoots|200g袋 4.99
芝麻菜|Rocket|100g盒 6.99
羽衣甘蓝|Kale|150g盒 6.59
苦菊|Frisée|200g袋 3.99
有机菠菜|Organic spinach|250g袋 6.99
有机上海青|Organic Shanghai greens|250g袋 6.59
有机生菜|Organic lettuce|200g袋 5.99
沙拉菜拼盘|Salad leaf mix|180g盒 8.90
`,
  },
  {
    parent: 'vegetables',
    zh: '根茎瓜果',
    en: 'Roots and gourds',
    curve: 'c20',
    shelfLifeDays: 5,
    margin: [26, 36],
    taxRateBp: 900,
    casePack: 8,
    goods: `
土豆|Potatoes|500g份 2.99|散称斤 2.59
黄心小土豆|Baby yellow potatoes|500g袋 4.59
红薯|Sweet potatoes|500g份 3.99|散称斤 3.49
紫薯|Purple sweet potatoes|500g份 4.99
铁棍山药|Iron-stick yam|400g份 9.90
芋艿|Small taro|500g份 5.99
荔浦芋头|Large taro|600g份 7.90
白萝卜|White radish|1根份 2.99
青萝卜|Green radish|1根份 4.29
胡萝卜|Carrots|400g份 2.79|散称斤 2.49
莲藕|Lotus root|400g份 6.59
冬笋片|Sliced winter bamboo|250g盒 9.90
茭白|Water bamboo|350g份 6.99
莴笋|Celtuce|1根份 4.59
黄瓜|Cucumbers|400g份 3.99|散称斤 3.59
水果黄瓜|Mini cucumbers|300g盒 5.99
丝瓜|Loofah|400g份 5.29
苦瓜|Bitter melon|350g份 4.29
冬瓜|Winter melon|500g份 2.49
南瓜|Pumpkin|500g份 2.99
贝贝南瓜|Chestnut pumpkin|1个 6.90
西葫芦|Courgette|400g份 3.29
番茄|Tomatoes|400g份 4.59|散称斤 4.29
茄子|Aubergine|400g份 3.99
玉米棒|Sweet corn cob|2根份 5.99
糯玉米|Waxy corn cob|2根份 6.59
西兰花|Broccoli|300g份 5.49
花菜|Cauliflower|400g份 4.99
`,
  },
  {
    parent: 'vegetables',
    zh: '葱姜豆椒',
    en: 'Aromatics and beans',
    curve: 'c21',
    shelfLifeDays: 4,
    margin: [30, 40],
    taxRateBp: 900,
    casePack: 6,
    goods: `
小葱|Spring onions|50g份 1.29|100g份 2.19
大葱|Leek onion|300g份 3.29
京葱|Beijing leek|1根份 2.99
生姜|Ginger|150g份 2.99|300g份 5.49
子姜|Young ginger|200g份 4.59
大蒜头|Garlic bulbs|150g份 2.29|500g袋 6.59
独头蒜|Single-clove garlic|200g袋 4.99
蒜薹|Garlic scapes|300g份 5.99
香菜|Coriander|50g份 1.99|100g份 3.49
洋葱|Onions|500g份 2.99
紫皮洋葱|Red onions|500g份 3.29
青椒|Green peppers|300g份 3.49
红椒|Red peppers|250g份 4.29
彩椒|Mixed sweet peppers|300g份 5.99
小米辣|Bird's-eye chillies|50g份 1.99
杭椒|Long thin chillies|200g份 3.59
螺丝椒|Twisted chillies|250g份 3.99
线椒|Thread chillies|250g份 3.79
四季豆|Green beans|300g份 4.59
豇豆|Yard-long beans|300g份 4.99
荷兰豆|Snow peas|200g份 5.49
扁豆|Hyacinth beans|300g份 4.99
毛豆|Edamame pods|400g份 5.59
豌豆粒|Shelled peas|200g盒 5.99
蚕豆|Broad beans|400g份 5.29
秋葵|Okra|200g份 5.99
薄荷叶|Mint leaves|30g盒 3.99
罗勒叶|Basil leaves|30g盒 4.99
迷迭香|Rosemary|20g盒 4.59
`,
  },
  {
    parent: 'vegetables',
    zh: '菌菇',
    en: 'Mushrooms',
    curve: 'c8',
    shelfLifeDays: 4,
    margin: [28, 38],
    taxRateBp: 900,
    casePack: 10,
    goods: `
金针菇|Enoki|150g袋 1.99|300g袋 3.59
鲜香菇|Fresh shiitake|200g盒 4.59|350g盒 7.29
平菇|Oyster mushrooms|250g份 3.99
秀珍菇|Small oyster mushrooms|200g盒 4.29
杏鲍菇|King oyster mushrooms|250g袋 3.59|400g袋 5.29
蟹味菇|Brown beech mushrooms|150g袋 3.29
白玉菇|White beech mushrooms|150g袋 3.29
海鲜菇|Long-stem beech mushrooms|200g袋 3.49
口蘑|Button mushrooms|200g盒 5.29
褐菇|Chestnut mushrooms|200g盒 5.99
草菇|Straw mushrooms|150g盒 6.99
茶树菇|Tea-tree mushrooms|200g盒 6.59
鹿茸菇|Antler mushrooms|150g盒 5.49
鲜木耳|Fresh wood ear|200g盒 4.29
猴头菇|Lion's mane|150g盒 8.90
虫草花|Cordyceps flowers|100g盒 6.90
竹荪蛋|Bamboo fungus eggs|150g盒 12.90
菌菇火锅拼盘|Mushroom hotpot platter|400g盒 12.90
菌菇煲汤包|Mushroom soup set|200g盒 9.90
黄豆芽|Soybean sprouts|350g袋 2.29
绿豆芽|Mung bean sprouts|350g袋 1.99
黑豆芽|Black bean sprouts|250g袋 2.99
花生芽|Peanut sprouts|200g盒 5.49
萝卜苗|Radish sprouts|100g盒 3.99
松茸菇|Pine-scented mushrooms|200g盒 13.90
`,
  },
  {
    parent: 'tofu-eggs',
    zh: '豆制品',
    en: 'Tofu',
    curve: 'c10',
    shelfLifeDays: 3,
    margin: [25, 33],
    taxRateBp: 1300,
    casePack: 12,
    goods: `
嫩豆腐|Silken tofu|350g盒 2.29
老豆腐|Firm tofu|400g盒 3.29
内酯豆腐|Lactone tofu|350g盒 1.99|3盒份 5.49
千页豆腐|Layered tofu|300g袋 5.29
冻豆腐|Frozen-style tofu|300g袋 4.59
日式绢豆腐|Kinugoshi tofu|300g盒 4.99
豆腐干|Pressed tofu|250g袋 4.29
五香豆干|Five-spice tofu|200g袋 4.59
攸县香干|Smoked tofu|200g袋 5.29
白干|White pressed tofu|200g袋 3.99
素鸡|Vegetarian chicken roll|250g袋 4.59
百叶|Tofu sheets|200g袋 4.99
百叶结|Knotted tofu sheets|200g袋 5.29
豆腐皮|Tofu skin|200g袋 5.59
油豆腐|Fried tofu puffs|150g袋 4.29
面筋塞|Wheat gluten balls|100g袋 3.99
烤麸|Wheat gluten cubes|200g袋 4.59
腐竹段|Tofu sticks|150g袋 8.90
臭豆腐|Fermented tofu squares|200g盒 6.90
鲜豆浆|Fresh soy milk|400ml瓶 4.50|1L瓶 8.90
凉粉|Mung bean jelly|300g盒 3.99
`,
  },
  {
    parent: 'tofu-eggs',
    zh: '蛋品',
    en: 'Eggs',
    curve: 'c18',
    shelfLifeDays: 21,
    margin: [18, 25],
    taxRateBp: 900,
    casePack: 12,
    goods: `
鲜鸡蛋|Fresh eggs|6枚盒 7.90|10枚盒 11.90|15枚盒 16.90|30枚板 29.90
谷物鸡蛋|Grain-fed eggs|8枚盒 11.90|15枚盒 20.90
散养土鸡蛋|Free-range eggs|10枚盒 18.90|20枚盒 34.90
可生食鸡蛋|Salad-safe eggs|4枚盒 8.90|10枚盒 19.90
叶黄素鸡蛋|Lutein eggs|10枚盒 17.90
乌鸡蛋|Silkie eggs|10枚盒 19.90
鸭蛋|Duck eggs|6枚盒 11.90
咸鸭蛋|Salted duck eggs|4枚盒 9.90|6枚盒 13.90
松花皮蛋|Century eggs|4枚盒 8.90|6枚盒 12.50
鹌鹑蛋|Quail eggs|20枚盒 8.90
鹌鹑蛋熟食|Cooked quail eggs|200g袋 9.90
卤蛋|Braised eggs|4枚袋 8.50
`,
  },
  {
    parent: 'meat-fish',
    zh: '鲜肉禽',
    en: 'Meat and poultry',
    curve: 'c16',
    shelfLifeDays: 3,
    margin: [22, 30],
    taxRateBp: 900,
    casePack: 4,
    goods: `
猪里脊|Pork tenderloin|300g盒 13.90
五花肉|Pork belly|300g盒 14.90|500g盒 23.90
猪肉糜|Minced pork|200g盒 7.90|300g盒 11.50
前腿肉|Pork shoulder|350g盒 12.90
后腿肉|Pork leg|350g盒 11.90
梅花肉|Pork neck|300g盒 15.90
猪肋排|Pork ribs|400g盒 25.90
猪小排|Pork short ribs|350g盒 21.90
猪大骨|Pork bones|600g盒 13.90
猪蹄块|Pork trotter pieces|500g盒 19.90
猪肝|Pork liver|250g盒 6.90
猪肉丝|Shredded pork|200g盒 8.90
猪肉片|Sliced pork|200g盒 8.90
牛腩块|Beef brisket cubes|400g盒 32.90
牛腱子|Beef shin|400g盒 35.90
牛里脊|Beef tenderloin|250g盒 26.90
牛肉糜|Minced beef|250g盒 18.90
肥牛卷|Sliced fatty beef|250g盒 19.90
牛肉丝|Shredded beef|200g盒 17.90
羊肉卷|Sliced lamb|250g盒 21.90
羊排块|Lamb ribs|400g盒 36.90
鸡胸肉|Chicken breast|400g盒 10.90
鸡大胸条|Chicken breast strips|300g盒 9.50
鸡翅中|Chicken mid-wings|300g盒 16.90|500g盒 26.90
鸡翅根|Chicken drumettes|400g盒 12.50
鸡腿|Chicken legs|450g盒 12.90
琵琶腿|Chicken drumsticks|450g盒 11.90
鸡爪|Chicken feet|350g盒 13.90
老母鸡|Stewing hen|半只份 24.90|1只份 46.90
三黄鸡|Yellow chicken|1只份 29.90
乌鸡|Silkie chicken|1只份 32.90
鸭腿|Duck legs|400g盒 11.90
老鸭块|Duck pieces|500g盒 17.90
鸭血|Duck blood curd|300g盒 4.90
`,
  },
  {
    parent: 'meat-fish',
    zh: '水产',
    en: 'Fish and seafood',
    curve: 'c15',
    shelfLifeDays: 2,
    margin: [25, 35],
    taxRateBp: 900,
    casePack: 3,
    goods: `
鲜活鲫鱼|Live crucian carp|1条份 13.90
鲈鱼|Sea bass|1条份 23.90
草鱼段|Grass carp steak|500g份 14.90
花鲢鱼头|Bighead carp head|1个 19.90
黑鱼片|Sliced snakehead|300g盒 18.90
带鱼段|Ribbonfish pieces|400g盒 19.90
小黄鱼|Small croaker|300g盒 15.90
基围虾|Greasyback shrimp|250g盒 26.90|500g盒 49.90
虾仁|Peeled shrimp|200g盒 22.90
花蛤|Clams|500g份 9.90
蛏子|Razor clams|400g份 14.90
三文鱼块|Salmon piece|200g盒 39.90
鱿鱼须|Squid tentacles|250g盒 15.90
`,
  },
  {
    parent: 'fruit',
    zh: '日常水果',
    en: 'Everyday fruit',
    curve: 'c5',
    shelfLifeDays: 6,
    margin: [28, 38],
    taxRateBp: 900,
    casePack: 6,
    goods: `
红富士苹果|Fuji apples|2个份 7.90|4个份 14.90
青苹果|Green apples|2个份 8.90
库尔勒香梨|Fragrant pears|600g份 11.90
皇冠梨|Crown pears|2个份 6.90
香蕉|Bananas|500g份 4.99|散称斤 4.59
小米蕉|Dwarf bananas|500g份 6.59
脐橙|Navel oranges|4个份 12.90
血橙|Blood oranges|4个份 15.90
粑粑柑|Ponkan mandarins|3个份 13.90
砂糖橘|Sugar mandarins|500g份 8.90
柠檬|Lemons|2个份 4.59|4个份 7.90
红心柚|Red pomelo|1个 14.90
猕猴桃|Green kiwifruit|6个盒 15.90
金果猕猴桃|Gold kiwifruit|4个盒 23.90
红提|Red grapes|500g份 14.90
阳光青提|Green muscat grapes|400g盒 19.90
火龙果|Dragon fruit|2个份 12.90
木瓜|Papaya|1个 11.90
菠萝|Pineapple|1个 12.90
百香果|Passion fruit|5个盒 9.90
牛油果|Avocados|2个份 13.90
`,
  },
  {
    parent: 'fruit',
    zh: '时令水果',
    en: 'Seasonal fruit',
    curve: 'c28',
    shelfLifeDays: 3,
    margin: [30, 40],
    taxRateBp: 900,
    casePack: 4,
    goods: `
麒麟西瓜|Kylin watermelon|半个份 19.90|1个 36.90
哈密瓜|Hami melon|半个份 12.90
草莓|Strawberries|300g盒 19.90
蓝莓|Blueberries|125g盒 14.90
车厘子|Cherries|250g盒 29.90
水蜜桃|Honey peaches|4个盒 16.90
荔枝|Lychees|500g盒 19.90
杨梅|Waxberries|300g盒 21.90
山竹|Mangosteens|500g盒 23.90
切块水果拼盘|Cut fruit platter|300g盒 14.90
`,
  },
];
