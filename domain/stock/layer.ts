import { fen, shareOfValue, zeroFen, type Fen } from '../money.ts';
import { quantity, zeroQuantity, type Quantity } from '../quantity.ts';
import type { SkuId } from '../catalog/ids.ts';
import type { LocationId } from '../store/ids.ts';

/** Names a layer at its location and SKU: the document that brought it, by its position there, and the line. */
export interface LayerKey {
  readonly position: number;
  /** Not above 0: what stood there at a change of costing. */
  readonly line: number;
}

/** Goods that came in together, and what is left of them. Layers leave in the order of their keys: first in, first out. */
export interface CostLayer extends LayerKey {
  readonly quantity: Quantity;
  readonly value: Fen;
  readonly left: Quantity;
  readonly leftValue: Fen;
}

/** What a line did to a layer: drew so much of it, or (`drawn` null) brought it. */
export interface LayerStep {
  readonly location: LocationId;
  readonly sku: SkuId;
  /** The movement's line. */
  readonly line: number;
  /** The layer after the step. */
  readonly layer: CostLayer;
  readonly drawn: { readonly quantity: Quantity; readonly value: Fen } | null;
}

/** A level has this many open layers at most; what comes beyond joins the newest, so that a posting stays cheap. */
export const openLayersMax = 500;

type Drawn = { readonly layer: CostLayer; readonly quantity: Quantity; readonly value: Fen };

/**
 * Takes `units` from layers, oldest first; `own` before all others (a mirror takes back what its original brought).
 * A part of a layer takes its share of what the layer is still worth, the last unit takes the rest. Never more than is left.
 */
export function drawLayers(
  layers: readonly CostLayer[],
  units: Quantity,
  own?: LayerKey,
): { readonly layers: readonly CostLayer[]; readonly drawn: readonly Drawn[]; readonly value: Fen } {
  const drawn: Drawn[] = [];
  const after = new Map<CostLayer, CostLayer>();
  let missing: number = units;
  let value = 0;
  for (const layer of inTurn(layers, own)) {
    if (missing === 0) break;
    const taken = quantity(Math.min(missing, layer.left));
    const worth = shareOfValue(layer.leftValue, taken, layer.left);
    const rest = { ...layer, left: quantity(layer.left - taken), leftValue: fen(layer.leftValue - worth) };
    after.set(layer, rest);
    drawn.push({ layer: rest, quantity: taken, value: worth });
    missing -= taken;
    value += worth;
  }
  const rest = layers.map((layer) => after.get(layer) ?? layer).filter(({ left }) => left > 0);
  return { layers: rest, drawn, value: fen(value) };
}

function inTurn(layers: readonly CostLayer[], own: LayerKey | undefined): readonly CostLayer[] {
  const first = own && layers.find(({ position, line }) => position === own.position && line === own.line);
  return first ? [first, ...layers.filter((layer) => layer !== first)] : layers;
}

/** The layers after `units` worth `value` came, and the layer that they are in. */
export function addLayer(
  layers: readonly CostLayer[],
  key: LayerKey,
  units: Quantity,
  value: Fen,
): { readonly layers: readonly CostLayer[]; readonly layer: CostLayer } {
  const newest = layers.at(-1);
  if (!newest || layers.length < openLayersMax) {
    const layer = { ...key, quantity: units, value, left: units, leftValue: value };
    return { layers: [...layers, layer], layer };
  }
  const layer = {
    ...newest,
    quantity: quantity(newest.quantity + units),
    value: fen(newest.value + value),
    left: quantity(newest.left + units),
    leftValue: fen(newest.leftValue + value),
  };
  return { layers: [...layers.slice(0, -1), layer], layer };
}

export function leftOf(layers: readonly CostLayer[]): { readonly quantity: Quantity; readonly value: Fen } {
  let units: number = zeroQuantity;
  let value: number = zeroFen;
  for (const { left, leftValue } of layers) {
    units += left;
    value += leftValue;
  }
  return { quantity: quantity(units), value: fen(value) };
}
