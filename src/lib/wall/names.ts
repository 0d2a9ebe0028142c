import { m } from '#messages';
import type { WallAlert } from '#protocol/wall/frame.ts';

const alertNames: Readonly<Record<WallAlert['kind'], () => string>> = {
  negative: m.wall_alert_negative,
  short: m.alert_kind_short,
  over: m.alert_kind_over,
  none: m.alert_kind_none,
  stalled: m.alert_kind_stalled,
  running_out: m.alert_kind_running_out,
};

export function alertName(kind: WallAlert['kind']): string {
  return alertNames[kind]();
}

const figureNames: Readonly<Record<string, () => string>> = {
  amount: m.wall_sales,
  quantity: m.wall_figure_quantity,
  receipts: m.wall_receipts,
  margin: m.wall_margin,
  stockValue: m.wall_stock_value,
  outOfStock: m.wall_out,
  belowReorderPoint: m.wall_due,
  negative: m.wall_negative,
  inTransit: m.wall_transit,
  inTransitValue: m.wall_figure_transit_value,
};

export function figureName(figure: string): string {
  return figureNames[figure]?.() ?? figure;
}

const troubleNames: Readonly<Record<string, () => string>> = {
  network: m.error_network,
  not_found: m.error_not_found,
  'alert.gone': m.wall_trouble_alert_gone,
};

/** What went wrong, as a sentence with the next act. */
export function troubleSentence(code: string): string {
  return troubleNames[code]?.() ?? m.wall_trouble_other({ code });
}
