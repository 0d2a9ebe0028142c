// What a pharmacy chain sells over the counter beside medicines of a maker: invented brands, generic names.
export const pharmacyGoods = `
cold|康序对乙酰氨基酚片|Kangxu Paracetamol Tablets|0.5 g × 12 片|0.5 g × 12|盒|box|9.80|5.20|200
cold|康序布洛芬缓释胶囊|Kangxu Ibuprofen SR Capsules|0.3 g × 20 粒|0.3 g × 20|盒|box|22.50|13.60|120
cold|草本堂感冒清热颗粒|Herbhall Cold Relief Granules|12 g × 10 袋|12 g × 10|盒|box|19.80|11.50|80
cold|草本堂板蓝根颗粒|Herbhall Isatis Granules|10 g × 20 袋|10 g × 20|袋|bag|18.50|9.90|60
cold|润肺堂川贝枇杷膏|Lungwell Loquat Syrup|150 ml|150 ml|瓶|bottle|29.80|17.60|40
cold|润肺堂润喉糖|Lungwell Throat Lozenges|24 片|24 pcs|盒|box|12.80|6.70|120
stomach|康序铝碳酸镁咀嚼片|Kangxu Hydrotalcite Chewables|0.5 g × 20 片|0.5 g × 20|盒|box|21.80|12.90|120
stomach|康序蒙脱石散|Kangxu Smectite Powder|3 g × 10 袋|3 g × 10|盒|box|16.80|9.40|100
stomach|草本堂健胃消食片|Herbhall Digestive Tablets|0.8 g × 32 片|0.8 g × 32|盒|box|11.90|6.30|160
stomach|益序益生菌冲剂|Yixu Probiotic Sachets|2 g × 20 袋|2 g × 20|盒|box|68.00|35.00|48
skin|康序炉甘石洗剂|Kangxu Calamine Lotion|100 ml|100 ml|瓶|bottle|8.50|4.10|80
skin|康序红霉素软膏|Kangxu Erythromycin Ointment|10 g|10 g|支|tube|3.90|1.70|300
skin|肤语维生素E乳|Skinword Vitamin E Cream|100 g|100 g|支|tube|6.90|3.20|100
skin|肤语医用修护面膜|Skinword Repair Mask|5 片|5 pcs|盒|box|79.00|38.00|60
vitamins|益序维生素C片|Yixu Vitamin C|100 片|100 tablets|瓶|bottle|29.00|14.20|72
vitamins|益序维生素D3滴剂|Yixu Vitamin D3 Drops|30 粒|30 capsules|盒|box|39.80|21.00|120
vitamins|益序复合维生素片|Yixu Multivitamin|60 片|60 tablets|瓶|bottle|89.00|44.50|48
vitamins|益序钙片|Yixu Calcium Tablets|120 片|120 tablets|瓶|bottle|98.00|47.00|36
vitamins|益序鱼油软胶囊|Yixu Fish Oil Softgels|100 粒|100 softgels|瓶|bottle|128.00|62.00|36
care|安序医用外科口罩|Anxu Surgical Masks|10 只|10 pcs|袋|bag|6.50|2.80|200
care|安序医用酒精|Anxu Medical Alcohol 75 %|100 ml|100 ml|瓶|bottle|5.50|2.40|80
care|安序碘伏消毒液|Anxu Povidone Iodine|100 ml|100 ml|瓶|bottle|7.50|3.50|80
care|安序创可贴|Anxu Plasters|20 片|20 pcs|盒|box|5.90|2.60|240
care|安序医用纱布块|Anxu Gauze Pads|10 片|10 pcs|包|pack|8.80|4.20|150
care|安序医用棉签|Anxu Cotton Swabs|50 支|50 pcs|包|pack|3.50|1.40|300
care|安序弹力绷带|Anxu Elastic Bandage|8 cm × 4.5 m|8 cm × 4.5 m|卷|roll|12.80|6.20|100
device|测安电子体温计|Cean Digital Thermometer|1 支|1 pc|盒|box|29.90|14.50|100
device|测安上臂式血压计|Cean Blood Pressure Monitor|1 台|1 pc|台|unit|269.00|158.00|10
device|测安血糖试纸|Cean Glucose Strips|50 片|50 strips|盒|box|88.00|52.00|50
device|测安血糖仪|Cean Glucose Meter|1 台|1 pc|台|unit|158.00|89.00|20
device|护膝|Knee Support|L|L|只|pc|58.00|24.00|40
eye|明序玻璃酸钠滴眼液|Mingxu Hyaluronate Eye Drops|5 ml|5 ml|支|bottle|32.80|19.20|120
eye|明序眼部护理喷雾|Mingxu Eye Mist|15 ml|15 ml|支|bottle|26.80|12.80|100
mother|贝序婴儿护臀膏|Beixu Nappy Cream|60 g|60 g|支|tube|45.00|22.00|60
mother|贝序早孕检测试纸|Beixu Pregnancy Test|1 条|1 strip|盒|box|9.90|3.60|200
`;

export const pharmacyCategories = `
cold|感冒咳嗽|Cold and cough
stomach|肠胃|Stomach
skin|皮肤|Skin
vitamins|维生素保健|Vitamins
care|护理耗材|First aid
device|器械|Devices
eye|眼部|Eyes
mother|母婴|Mother and baby
`;
