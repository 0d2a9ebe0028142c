/** Which goods a list shows, what those may lack that it looks for, and by what it is put in order. */
export const goodsStates = ['active', 'inactive', 'all'] as const;
export const goodsLacks = ['barcode', 'price', 'cost', 'category', 'photo', 'supplier'] as const;
export const goodsSorts = ['code', 'name', 'price', 'cost', 'updated'] as const;
export const goodsSearchLengthMax = 100;
