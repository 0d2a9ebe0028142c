// Places of the demo. The cities are real names; streets, estates and shops are invented.
export type PlaceName = { readonly zh: string; readonly en: string };
export type CityName = PlaceName & { readonly code: string; readonly shops: string };

export const chainName: PlaceName = { zh: '青禾鲜生', en: 'Greenfield Fresh' };

export const cities: readonly CityName[] = [
  {
    code: 'HZ',
    zh: '杭州',
    en: 'Hangzhou',
    shops: `
文汇里|Wenhui Lane
松竹苑|Pine and Bamboo Court
采荷新村|Lotus Picking Village
云栖路|Yunqi Road
桂语湾|Osmanthus Bay
望江门|Wangjiang Gate
莲桥街|Lotus Bridge Street
钱塘府|Qiantang Residence
翠柏里|Green Cypress Lane
西溪岸|West Stream Bank
拱宸坊|Gongchen Lane
运河湾|Canal Bend
良渚花园|Liangzhu Gardens
丁兰路|Dinglan Road
紫荆苑|Redbud Court
滨和路|Binhe Road
闻涛里|Tide Lane
清泰街|Qingtai Street
梅坞路|Plum Hollow Road
水晶城|Crystal Town
`,
  },
  {
    code: 'SZ',
    zh: '苏州',
    en: 'Suzhou',
    shops: `
平桥巷|Level Bridge Alley
金鸡岸|Golden Rooster Bank
枫林路|Maple Grove Road
相门里|Xiangmen Lane
独墅湾|Dushu Bay
沧浪新村|Canglang Village
石湖苑|Stone Lake Court
桃坞街|Peach Hollow Street
星港路|Star Harbour Road
葑溪坊|Fengxi Lane
虎丘花园|Tiger Hill Gardens
胥江里|Xu River Lane
`,
  },
  {
    code: 'NB',
    zh: '宁波',
    en: 'Ningbo',
    shops: `
月湖里|Moon Lake Lane
鼓楼坊|Drum Tower Lane
江厦街|Jiangxia Street
东柳新村|East Willow Village
甬江湾|Yong River Bay
天一苑|Tianyi Court
明楼路|Minglou Road
南塘巷|South Pond Alley
潘火花园|Panhuo Gardens
海曙里|Haishu Lane
孔浦路|Kongpu Road
洪塘街|Hongtang Street
`,
  },
];

export const suppliers: readonly (PlaceName & { readonly fresh: boolean })[] = [
  { zh: '丰田畈蔬菜合作社', en: 'Fengtianfan Vegetable Co-operative', fresh: true },
  { zh: '南塘农产', en: 'Nantang Produce', fresh: true },
  { zh: '山里菇业', en: 'Hillside Mushrooms', fresh: true },
  { zh: '老桥豆坊', en: 'Old Bridge Tofu Works', fresh: true },
  { zh: '晨栖蛋业', en: 'Morning Roost Eggs', fresh: true },
  { zh: '禾牧肉业', en: 'Hemu Meats', fresh: true },
  { zh: '东岙水产', en: 'Dong’ao Fishery', fresh: true },
  { zh: '果然甜果业', en: 'Sweet Indeed Fruit', fresh: true },
  { zh: '牧云乳业', en: 'Muyun Dairy', fresh: true },
  { zh: '早市面点厂', en: 'Early Market Bakery', fresh: true },
  { zh: '北仓冷链食品', en: 'Northstore Frozen Foods', fresh: false },
  { zh: '万仓粮油', en: 'Wancang Grain and Oil', fresh: false },
  { zh: '味道里调味', en: 'Weidaoli Seasonings', fresh: false },
  { zh: '清涧饮品', en: 'Clearbrook Drinks', fresh: false },
  { zh: '小巷日用', en: 'Little Alley Household', fresh: false },
];
