// Clothes come in colours and sizes: a line here is a style, each colour and size of it a SKU. The brand is invented.
// category | 款名 | style | colours 中文/English | sizes | 单位 | unit | price | cost
export const fashionStyles = `
tops|重磅纯棉T恤|Heavy Cotton Tee|白/White,黑/Black,雾蓝/Mist blue|S,M,L,XL|件|pc|99.00|34.00
tops|亚麻立领衬衫|Linen Band-collar Shirt|本白/Off-white,岩灰/Stone|S,M,L,XL|件|pc|239.00|92.00
tops|半高领打底衫|Half-neck Base Layer|黑/Black,燕麦/Oat|S,M,L|件|pc|129.00|46.00
tops|连帽卫衣|Hooded Sweatshirt|炭灰/Charcoal,苔绿/Moss|M,L,XL|件|pc|199.00|74.00
knit|羊毛圆领毛衣|Wool Crew Sweater|驼色/Camel,藏青/Navy|S,M,L|件|pc|359.00|148.00
knit|针织开衫|Knit Cardigan|燕麦/Oat,酒红/Burgundy|S,M,L|件|pc|299.00|121.00
bottoms|直筒牛仔裤|Straight Jeans|中蓝/Mid blue,黑/Black|26,28,30,32|条|pc|269.00|102.00
bottoms|锥形休闲裤|Tapered Chinos|卡其/Khaki,藏青/Navy|28,30,32,34|条|pc|229.00|86.00
bottoms|百褶半身裙|Pleated Skirt|黑/Black,雾粉/Dusty pink|S,M,L|条|pc|219.00|83.00
dress|衬衫连衣裙|Shirt Dress|雾蓝/Mist blue|S,M,L|件|pc|329.00|128.00
outer|轻薄羽绒服|Light Down Jacket|黑/Black,银灰/Silver|M,L,XL|件|pc|499.00|231.00
outer|风衣|Trench Coat|卡其/Khaki|S,M,L|件|pc|599.00|262.00
shoes|小白鞋|White Sneakers|白/White|36,37,38,39,40,41,42|双|pair|299.00|118.00
shoes|乐福鞋|Loafers|黑/Black|36,37,38,39|双|pair|359.00|149.00
accessories|羊毛围巾|Wool Scarf|驼色/Camel,灰格/Grey check|均码/One size|条|pc|169.00|62.00
accessories|帆布托特包|Canvas Tote|本白/Natural,黑/Black|均码/One size|个|pc|89.00|28.00
`;

export const fashionCategories = `
tops|上装|Tops
knit|针织|Knitwear
bottoms|下装|Bottoms
dress|连衣裙|Dresses
outer|外套|Outerwear
shoes|鞋|Shoes
accessories|配饰|Accessories
`;
