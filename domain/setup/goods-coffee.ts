// A coffee chain counts what it buys and what it sells over the counter. Brands and names are invented.
export const coffeeGoods = `
beans|岚山拼配咖啡豆|Misty Hill House Blend|1 kg|1 kg|袋|bag|168.00|92.00|10
beans|岚山浅烘单品豆 水洗|Misty Hill Light Roast, Washed|250 g|250 g|袋|bag|78.00|41.00|20
beans|岚山深烘意式豆|Misty Hill Dark Espresso|1 kg|1 kg|袋|bag|158.00|86.00|10
beans|岚山低因咖啡豆|Misty Hill Decaf|500 g|500 g|袋|bag|98.00|56.00|12
beans|岚山挂耳咖啡|Misty Hill Drip Bags|10 包|10 bags|盒|box|59.00|30.00|24
beans|岚山冷萃液|Misty Hill Cold Brew Concentrate|1 L|1 L|瓶|bottle|69.00|38.00|6
milk|溪谷全脂牛奶|Brookside Whole Milk|1 L|1 L|盒|box|13.90|10.20|12
milk|溪谷厚乳|Brookside Thick Milk|1 L|1 L|盒|box|21.90|15.80|12
milk|麦语燕麦奶|Oatwell Barista Oat Milk|1 L|1 L|盒|box|24.90|16.90|12
milk|椰岸椰乳|Coco Shore Coconut Milk|1 L|1 L|盒|box|19.90|13.50|12
milk|溪谷淡奶油|Brookside Whipping Cream|1 L|1 L|盒|box|46.00|35.50|12
syrup|糖序香草糖浆|Sugarline Vanilla Syrup|750 ml|750 ml|瓶|bottle|58.00|33.00|6
syrup|糖序榛果糖浆|Sugarline Hazelnut Syrup|750 ml|750 ml|瓶|bottle|58.00|33.00|6
syrup|糖序焦糖酱|Sugarline Caramel Sauce|1.9 L|1.9 L|瓶|bottle|98.00|61.00|4
syrup|糖序黑糖糖浆|Sugarline Brown Sugar Syrup|1.2 kg|1.2 kg|瓶|bottle|42.00|25.00|8
syrup|可可田巧克力粉|Cocoafield Chocolate Powder|1 kg|1 kg|袋|bag|65.00|40.00|10
tea|茶小满抹茶粉|Xiaoman Matcha|500 g|500 g|袋|bag|138.00|84.00|12
tea|茶小满伯爵红茶|Xiaoman Earl Grey|50 包|50 bags|盒|box|45.00|24.00|24
tea|茶小满茉莉绿茶|Xiaoman Jasmine Green|50 包|50 bags|盒|box|42.00|22.00|24
bakery|麦垄可颂|Wheat Ridge Croissant|70 g|70 g|个|pc|14.00|6.20|40
bakery|麦垄肉桂卷|Wheat Ridge Cinnamon Roll|90 g|90 g|个|pc|18.00|7.80|30
bakery|麦垄巴斯克蛋糕|Wheat Ridge Basque Cheesecake|110 g|110 g|个|pc|28.00|12.50|20
bakery|麦垄火腿三明治|Wheat Ridge Ham Sandwich|180 g|180 g|个|pc|22.00|10.80|20
bakery|松果记坚果能量棒|Pinecone Nut Bar|45 g|45 g|条|bar|12.00|6.00|50
supplies|热饮纸杯 中|Hot Cup|12 oz|12 oz|个|pc|0.60|0.38|1000
supplies|热饮纸杯 大|Hot Cup|16 oz|16 oz|个|pc|0.70|0.44|1000
supplies|冷饮杯|Cold Cup|16 oz|16 oz|个|pc|0.65|0.41|1000
supplies|热饮杯盖|Hot Cup Lid|90 mm|90 mm|个|pc|0.25|0.13|1000
supplies|杯套|Cup Sleeve|通用|one size|个|pc|0.20|0.10|1000
supplies|纸吸管|Paper Straw|20 cm|20 cm|支|pc|0.15|0.07|2000
supplies|双杯手提袋|Two-cup Carrier|牛皮纸|kraft|个|pc|0.80|0.42|500
merch|随行杯 岚绿|Travel Mug, Mist Green|350 ml|350 ml|个|pc|128.00|56.00|24
merch|马克杯 奶白|Mug, Cream|300 ml|300 ml|个|pc|68.00|26.00|36
merch|手冲壶|Pour-over Kettle|600 ml|600 ml|个|pc|239.00|138.00|6
merch|滤纸|Filter Papers|100 张|100 sheets|包|pack|29.00|13.00|40
`;

export const coffeeCategories = `
beans|咖啡豆|Coffee beans
milk|奶与植物奶|Milk and plant milk
syrup|糖浆与酱|Syrups and sauces
tea|茶|Tea
bakery|烘焙|Bakery
supplies|耗材|Supplies
merch|周边|Merchandise
`;
