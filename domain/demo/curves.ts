// Written by a program; do not edit. Aggregate figures measured from FreshRetailNet-50K by Dingdong (CC BY 4.0, arXiv 2505.16319),
// the part with 3 cities, 44 shops, 4747 store-item pairs, 70 days; hours marked out of stock are left out, so rates are of demand.
// The publisher's categories are codes without names: c4 is first-level category 4. The names of the demo's categories are ours.
//   node bench/demo-curves/measure.ts --data ../shared/data/fresh-retail-cn

/** Figures of one first-level category. Rates are pieces a day per store-item pair; Bp = in ten-thousandths. */
export type CategoryCurve = {
  readonly pairs: number;
  readonly items: number;
  /** Share of the day's demand by hour 0..23. */
  readonly hoursBp: readonly number[];
  /** Demand by weekday, Monday first; mean 1. */
  readonly weekdays: readonly number[];
  /** Mean and deviation of the natural logarithm of the rate. */
  readonly rateLog: readonly [mean: number, deviation: number];
  /** Mean pieces of one sale, from hours so quiet that a sale is nearly always one customer. */
  readonly piecesPerSale: number;
  /** Of the pair-hours with a sale, the share with 1, 2, .. 10 or more pieces. */
  readonly piecesBp: readonly number[];
  /** Squared coefficient of variation of a pair's demand from day to day, beyond what single sales explain. */
  readonly dayVariance: number;
  /** Share of pair-hours out of stock. */
  readonly outOfStock: number;
  /** Share of pair-days sold under 98 % of list price. */
  readonly reduced: number;
};

// prettier-ignore
export const curves = {
  c4: {
    pairs: 908, items: 51,
    hoursBp: [100, 55, 31, 23, 32, 125, 329, 586, 861, 961, 897, 682, 527, 502, 564, 728, 823, 654, 451, 360, 296, 189, 140, 81],
    weekdays: [0.982, 1.01, 0.908, 0.863, 0.932, 1.11, 1.19],
    rateLog: [2.537, 0.7344],
    piecesPerSale: 1.166, piecesBp: [5384, 2199, 1034, 547, 320, 189, 117, 73, 48, 91],
    dayVariance: 0.04108, outOfStock: 0.2448, reduced: 0.4789,
  },
  c16: {
    pairs: 713, items: 40,
    hoursBp: [118, 61, 34, 26, 33, 109, 289, 539, 800, 888, 833, 647, 542, 538, 649, 842, 889, 657, 438, 371, 262, 194, 152, 89],
    weekdays: [0.943, 1.11, 0.872, 0.877, 0.905, 1.1, 1.2],
    rateLog: [2.213, 0.4561],
    piecesPerSale: 1.274, piecesBp: [6198, 2309, 858, 344, 146, 71, 32, 17, 10, 15],
    dayVariance: 0.02394, outOfStock: 0.2808, reduced: 0.5795,
  },
  c20: {
    pairs: 438, items: 35,
    hoursBp: [97, 54, 31, 25, 34, 147, 392, 673, 928, 993, 879, 655, 518, 495, 577, 726, 769, 584, 400, 338, 281, 184, 140, 80],
    weekdays: [0.978, 1.03, 0.936, 0.868, 0.944, 1.09, 1.16],
    rateLog: [2.61, 0.769],
    piecesPerSale: 1.16, piecesBp: [5177, 2244, 1098, 580, 326, 198, 121, 81, 52, 124],
    dayVariance: 0.05446, outOfStock: 0.2466, reduced: 0.5138,
  },
  c8: {
    pairs: 376, items: 29,
    hoursBp: [102, 51, 29, 21, 35, 142, 366, 624, 910, 995, 908, 663, 532, 506, 584, 738, 782, 604, 403, 321, 256, 181, 160, 88],
    weekdays: [1, 1.07, 0.935, 0.872, 0.935, 1.04, 1.14],
    rateLog: [2.146, 0.4722],
    piecesPerSale: 1.158, piecesBp: [6654, 2162, 730, 269, 106, 45, 17, 9, 4, 4],
    dayVariance: 0.008569, outOfStock: 0.2176, reduced: 0.5828,
  },
  c21: {
    pairs: 306, items: 34,
    hoursBp: [113, 65, 38, 25, 28, 88, 229, 457, 715, 890, 904, 717, 562, 547, 633, 827, 920, 717, 498, 363, 299, 170, 120, 75],
    weekdays: [0.954, 0.964, 0.881, 0.852, 0.934, 1.21, 1.21],
    rateLog: [2.188, 0.683],
    piecesPerSale: 1.166, piecesBp: [6099, 2015, 808, 405, 233, 142, 92, 57, 39, 110],
    dayVariance: 0.02032, outOfStock: 0.2587, reduced: 0.3183,
  },
  c18: {
    pairs: 248, items: 21,
    hoursBp: [100, 52, 31, 21, 31, 100, 301, 555, 866, 941, 876, 681, 567, 546, 629, 791, 831, 621, 427, 380, 259, 178, 137, 77],
    weekdays: [0.956, 0.977, 0.966, 0.888, 0.925, 1.12, 1.16],
    rateLog: [1.924, 0.3993],
    piecesPerSale: 1.261, piecesBp: [6755, 2202, 657, 225, 85, 35, 16, 9, 4, 11],
    dayVariance: 0, outOfStock: 0.2215, reduced: 0.3908,
  },
  c10: {
    pairs: 244, items: 23,
    hoursBp: [99, 49, 35, 22, 30, 111, 289, 568, 879, 991, 918, 689, 555, 533, 620, 793, 832, 605, 405, 335, 258, 168, 135, 81],
    weekdays: [0.983, 1.03, 0.922, 0.859, 0.916, 1.11, 1.19],
    rateLog: [2.262, 0.5081],
    piecesPerSale: 1.13, piecesBp: [6555, 2158, 758, 291, 119, 54, 29, 14, 8, 14],
    dayVariance: 0.03859, outOfStock: 0.2439, reduced: 0.4022,
  },
  c31: {
    pairs: 223, items: 21,
    hoursBp: [78, 43, 30, 20, 28, 147, 388, 689, 999, 1093, 912, 611, 516, 571, 689, 951, 943, 546, 237, 133, 115, 97, 99, 65],
    weekdays: [0.922, 0.986, 0.954, 0.91, 0.961, 1.12, 1.15],
    rateLog: [2.004, 0.4529],
    piecesPerSale: 1.224, piecesBp: [6403, 2178, 767, 329, 142, 85, 38, 22, 15, 20],
    dayVariance: 0.004789, outOfStock: 0.2396, reduced: 0.3363,
  },
  c29: {
    pairs: 204, items: 8,
    hoursBp: [40, 20, 19, 17, 27, 104, 294, 597, 955, 1108, 960, 701, 586, 606, 766, 987, 935, 574, 299, 161, 99, 70, 45, 31],
    weekdays: [0.726, 0.768, 0.739, 0.719, 0.846, 1.67, 1.53],
    rateLog: [2.901, 0.6871],
    piecesPerSale: 1.42, piecesBp: [3991, 2102, 1635, 659, 375, 409, 160, 116, 145, 407],
    dayVariance: 0.1035, outOfStock: 0.3601, reduced: 0.555,
  },
  c24: {
    pairs: 157, items: 30,
    hoursBp: [103, 54, 29, 26, 44, 232, 562, 774, 932, 916, 833, 630, 513, 487, 569, 711, 756, 563, 371, 312, 240, 155, 120, 70],
    weekdays: [0.969, 1.06, 0.895, 0.875, 0.961, 1.11, 1.13],
    rateLog: [2.133, 0.6193],
    piecesPerSale: 1.221, piecesBp: [6145, 2109, 822, 402, 212, 113, 69, 42, 26, 61],
    dayVariance: 0.004032, outOfStock: 0.237, reduced: 0.2012,
  },
  c28: {
    pairs: 135, items: 11,
    hoursBp: [89, 52, 28, 21, 19, 67, 217, 415, 638, 773, 775, 648, 576, 538, 550, 647, 724, 673, 665, 664, 600, 383, 158, 83],
    weekdays: [0.926, 0.96, 0.883, 0.906, 0.967, 1.14, 1.22],
    rateLog: [2.733, 0.5939],
    piecesPerSale: 1.395, piecesBp: [4813, 2746, 1225, 640, 300, 148, 66, 34, 13, 14],
    dayVariance: 0.04366, outOfStock: 0.3834, reduced: 0.4403,
  },
  c7: {
    pairs: 134, items: 29,
    hoursBp: [128, 63, 31, 28, 34, 132, 360, 584, 762, 880, 791, 627, 467, 443, 516, 620, 754, 637, 530, 575, 502, 289, 156, 93],
    weekdays: [0.926, 1, 0.931, 0.877, 0.936, 1.09, 1.23],
    rateLog: [1.818, 0.3315],
    piecesPerSale: 1.316, piecesBp: [6665, 2217, 642, 281, 84, 56, 21, 18, 5, 10],
    dayVariance: 0, outOfStock: 0.2263, reduced: 0.2733,
  },
  c5: {
    pairs: 131, items: 28,
    hoursBp: [101, 56, 26, 21, 35, 135, 409, 639, 780, 850, 741, 597, 500, 476, 482, 598, 613, 548, 561, 601, 600, 353, 194, 85],
    weekdays: [0.933, 1.01, 0.889, 0.858, 0.961, 1.2, 1.15],
    rateLog: [2.155, 0.4723],
    piecesPerSale: 1.962, piecesBp: [4193, 2806, 958, 870, 351, 360, 63, 134, 43, 220],
    dayVariance: 0.2607, outOfStock: 0.2111, reduced: 0.6559,
  },
  c15: {
    pairs: 113, items: 14,
    hoursBp: [106, 61, 35, 20, 23, 87, 245, 504, 813, 984, 896, 663, 525, 549, 666, 859, 949, 679, 409, 365, 193, 162, 127, 81],
    weekdays: [0.989, 1.06, 0.995, 0.864, 0.837, 1.07, 1.18],
    rateLog: [1.782, 0.3121],
    piecesPerSale: 1.222, piecesBp: [7134, 2037, 535, 189, 66, 26, 7, 3, 2, 2],
    dayVariance: 0.03009, outOfStock: 0.2411, reduced: 0.352,
  },
  c0: {
    pairs: 73, items: 12,
    hoursBp: [94, 52, 31, 27, 34, 111, 317, 562, 815, 897, 881, 677, 531, 582, 684, 822, 932, 661, 396, 318, 223, 163, 120, 71],
    weekdays: [0.909, 0.934, 0.948, 0.869, 0.915, 1.21, 1.21],
    rateLog: [1.817, 0.2738],
    piecesPerSale: 1.272, piecesBp: [6810, 2262, 615, 215, 61, 24, 6, 4, 2, 1],
    dayVariance: 0, outOfStock: 0.2529, reduced: 0.4029,
  },
  c11: {
    pairs: 71, items: 10,
    hoursBp: [109, 56, 29, 18, 23, 80, 228, 443, 663, 765, 797, 666, 585, 578, 585, 663, 699, 652, 617, 637, 505, 341, 170, 90],
    weekdays: [0.937, 0.954, 0.923, 0.881, 0.937, 1.21, 1.16],
    rateLog: [1.909, 0.372],
    piecesPerSale: 1.176, piecesBp: [7309, 1897, 529, 159, 55, 28, 8, 4, 1, 10],
    dayVariance: 0.02532, outOfStock: 0.1963, reduced: 0.2765,
  },
  c30: {
    pairs: 68, items: 9,
    hoursBp: [64, 43, 23, 25, 42, 123, 321, 510, 787, 944, 879, 707, 592, 600, 749, 980, 1012, 652, 338, 194, 149, 116, 88, 61],
    weekdays: [0.813, 0.832, 0.796, 0.775, 0.893, 1.45, 1.44],
    rateLog: [1.925, 0.3398],
    piecesPerSale: 1.434, piecesBp: [6383, 2177, 825, 308, 122, 82, 26, 33, 10, 34],
    dayVariance: 0, outOfStock: 0.2177, reduced: 0.5538,
  },
  c25: {
    pairs: 47, items: 7,
    hoursBp: [94, 38, 30, 29, 24, 73, 195, 420, 692, 774, 793, 620, 560, 528, 564, 678, 802, 715, 639, 640, 533, 322, 157, 81],
    weekdays: [0.944, 0.996, 0.924, 0.923, 0.94, 1.11, 1.16],
    rateLog: [2.312, 0.7002],
    piecesPerSale: 1.216, piecesBp: [6007, 2090, 915, 449, 242, 120, 72, 37, 16, 51],
    dayVariance: 0, outOfStock: 0.2296, reduced: 0.117,
  },
  c23: {
    pairs: 38, items: 3,
    hoursBp: [78, 58, 24, 16, 26, 82, 246, 382, 541, 598, 565, 481, 478, 455, 544, 701, 830, 747, 728, 800, 836, 471, 213, 100],
    weekdays: [0.982, 1.03, 0.993, 0.922, 0.966, 0.939, 1.16],
    rateLog: [2.092, 0.3449],
    piecesPerSale: 1.163, piecesBp: [7040, 2062, 628, 188, 55, 18, 3, 1, 2, 2],
    dayVariance: 0.1541, outOfStock: 0.2714, reduced: 0.6989,
  },
  c27: {
    pairs: 36, items: 12,
    hoursBp: [118, 51, 23, 18, 23, 138, 310, 446, 526, 526, 451, 386, 397, 372, 478, 613, 711, 867, 875, 926, 892, 516, 236, 100],
    weekdays: [0.992, 1.05, 0.986, 0.961, 0.857, 0.905, 1.24],
    rateLog: [1.788, 0.2179],
    piecesPerSale: 1.23, piecesBp: [7669, 1784, 381, 97, 41, 16, 5, 6, 1, 1],
    dayVariance: 0, outOfStock: 0.2843, reduced: 0.4337,
  },
} as const satisfies Record<string, CategoryCurve>;

/** Deviation of the logarithm of a pair's rate within its category, by what it comes from. */
export const rateSpread = { item: 0.5418, store: 0.09843, rest: 0.2155 } as const;

/** Share of pair-hours out of stock by hour 0..23. */
// prettier-ignore
export const outOfStockByHour = [0.4192, 0.4098, 0.3859, 0.3271, 0.253, 0.1547, 0.05509, 0.04709, 0.05485, 0.07107, 0.09446, 0.1235, 0.15, 0.1708, 0.1903, 0.2135, 0.2564, 0.3089, 0.3484, 0.3755, 0.3993, 0.4206, 0.4296, 0.4281] as const;

/** Share of pair-days marked as promoted by the publisher. */
export const promotedShare = 0.3689;

/** Reduced days by band of price paid: their share, mean share of list price, demand against the pair's plain days. */
export const promotionBands = [
  { share: 0.1553, pricePaid: 0.954, uplift: 1.156 },
  { share: 0.3892, pricePaid: 0.8881, uplift: 1.315 },
  { share: 0.3399, pricePaid: 0.7887, uplift: 1.571 },
  { share: 0.1156, pricePaid: 0.6216, uplift: 1.995 },
] as const;

/** Rain a day in millimetres: share of store-days and demand against the mean. */
export const rainBands = [
  { fromMm: 0, share: 0.1367, effect: 1.026 },
  { fromMm: 1, share: 0.6331, effect: 1.008 },
  { fromMm: 3, share: 0.1987, effect: 0.9719 },
  { fromMm: 5, share: 0.03149, effect: 0.9092 },
] as const;

/** Demand on a public holiday against an ordinary day of the same weekday. */
export const holidayEffect = 1.03;

/** Per city: shops, SKUs a shop, pieces a day a shop when all is in stock, and the spread of shop size. */
// prettier-ignore
export const cityShapes = [
  { shops: 20, skusMean: 141.4, skusSd: 12.36, piecesMean: 1894, sizeLogSd: 0.1153, smallest: 0.7968, largest: 1.202 },
  { shops: 12, skusMean: 81.67, skusSd: 5.039, piecesMean: 981.6, sizeLogSd: 0.1401, smallest: 0.8284, largest: 1.443 },
  { shops: 12, skusMean: 78.17, skusSd: 12.86, piecesMean: 881.9, sizeLogSd: 0.2644, smallest: 0.7022, largest: 2.04 },
] as const;
