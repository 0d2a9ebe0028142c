// Goods of a neighbourhood grocery. Brands and names are invented; prices are what such goods cost in a Chinese town.
// category | 品名 | name | 规格 | spec | 单位 | unit | price | cost | pieces in a case
export const groceryGoods = `
dairy|溪谷纯牛奶|Brookside Pure Milk|250 ml|250 ml|盒|box|3.50|2.62|24
dairy|溪谷低脂牛奶|Brookside Low-fat Milk|1 L|1 L|盒|box|12.90|9.80|12
dairy|溪谷原味酸奶|Brookside Plain Yogurt|180 g|180 g|杯|cup|5.50|3.90|12
dairy|晨牧鲜鸡蛋|Morning Pasture Eggs|10 枚|10 eggs|盒|box|13.80|10.40|12
dairy|晨牧黄油|Morning Pasture Butter|200 g|200 g|块|block|22.80|17.10|20
drinks|山泉语饮用水|Hillspring Water|550 ml|550 ml|瓶|bottle|2.00|0.98|24
drinks|山泉语大桶饮用水|Hillspring Water|5 L|5 L|桶|jug|9.90|6.30|4
drinks|茶小满茉莉花茶|Xiaoman Jasmine Tea Drink|500 ml|500 ml|瓶|bottle|4.50|2.70|15
drinks|茶小满乌龙茶|Xiaoman Oolong Tea Drink|500 ml|500 ml|瓶|bottle|4.50|2.70|15
drinks|橙田鲜橙汁|Orange Field Juice|1 L|1 L|瓶|bottle|15.80|10.90|8
drinks|气泡岛柠檬苏打|Fizz Isle Lemon Soda|330 ml|330 ml|罐|can|3.80|2.20|24
drinks|椰岸椰子水|Coco Shore Coconut Water|330 ml|330 ml|盒|box|6.90|4.50|12
snacks|麦垄苏打饼干|Wheat Ridge Crackers|400 g|400 g|袋|bag|9.90|6.80|20
snacks|麦垄全麦面包|Wheat Ridge Wholewheat Bread|400 g|400 g|袋|bag|11.80|8.20|10
snacks|松果记原味瓜子|Pinecone Sunflower Seeds|260 g|260 g|袋|bag|10.90|7.40|24
snacks|松果记盐焗腰果|Pinecone Salted Cashews|120 g|120 g|袋|bag|19.90|13.60|24
snacks|脆农薯片 原味|Crisp Farm Potato Chips, Plain|75 g|75 g|袋|bag|6.50|4.30|30
snacks|脆农薯片 番茄味|Crisp Farm Potato Chips, Tomato|75 g|75 g|袋|bag|6.50|4.30|30
snacks|甜野山楂条|Wildsweet Hawthorn Sticks|150 g|150 g|袋|bag|8.80|5.60|30
staples|北垄东北大米|North Ridge Rice|5 kg|5 kg|袋|bag|39.90|31.50|4
staples|北垄小米|North Ridge Millet|1 kg|1 kg|袋|bag|14.80|10.70|10
staples|金穗坊高筋面粉|Golden Ear Bread Flour|2.5 kg|2.5 kg|袋|bag|17.90|13.20|8
staples|金穗坊挂面|Golden Ear Noodles|1 kg|1 kg|把|bundle|8.90|6.20|12
staples|榨语菜籽油|Presswell Rapeseed Oil|5 L|5 L|桶|jug|69.90|57.00|4
staples|榨语花生油|Presswell Peanut Oil|1.8 L|1.8 L|瓶|bottle|48.90|39.50|6
seasoning|老灶生抽|Old Stove Light Soy Sauce|500 ml|500 ml|瓶|bottle|9.80|6.90|12
seasoning|老灶香醋|Old Stove Vinegar|500 ml|500 ml|瓶|bottle|7.90|5.30|12
seasoning|老灶豆瓣酱|Old Stove Chili Bean Paste|300 g|300 g|瓶|jar|10.80|7.20|12
seasoning|海屿食盐|Sea Islet Salt|400 g|400 g|袋|bag|2.50|1.50|60
seasoning|甘蔗园白砂糖|Canefield Sugar|500 g|500 g|袋|bag|6.90|4.80|30
household|云朵抽纸|Cloudlet Tissues|3 层 120 抽|120 pulls|包|pack|4.20|2.75|24
household|云朵卷纸|Cloudlet Toilet Rolls|10 卷|10 rolls|提|pack|25.90|18.60|6
household|净屿洗洁精|Clean Isle Dish Soap|1 kg|1 kg|瓶|bottle|12.90|8.60|12
household|净屿洗衣液|Clean Isle Laundry Liquid|2 kg|2 kg|瓶|bottle|29.90|20.80|6
household|清晓牙膏|Dawn Toothpaste|120 g|120 g|支|tube|13.90|8.90|36
fresh|散称红富士苹果|Fuji Apples, loose|按克|by the gram|克|g|0.02|0.01|1
fresh|散称香蕉|Bananas, loose|按克|by the gram|克|g|0.01|0.01|1
`;

export const groceryCategories = `
dairy|乳品蛋类|Dairy and eggs
drinks|饮料|Drinks
snacks|零食烘焙|Snacks and bakery
staples|粮油|Staples
seasoning|调味|Seasoning
household|日用清洁|Household
fresh|散称生鲜|Fresh, by weight
`;
