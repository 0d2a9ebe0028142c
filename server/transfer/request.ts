import type { SkuId } from '#domain/catalog/ids.ts';
import type { TransferAct } from '#domain/transfer/act.ts';
import type { ActRequest } from '#protocol/transfer/command.ts';
import type { ActExtras } from './transfer.ts';

const plain = ({ sku, quantity }: { readonly sku: number; readonly quantity: number }) => ({
  sku: sku as SkuId,
  quantity,
});

/** The act that a request asks for. */
export function actOf(request: ActRequest): TransferAct {
  switch (request.kind) {
    case 'sign':
      return { kind: 'sign', side: request.side, hash: request.hash };
    case 'dispatch':
      return { kind: 'dispatch', lines: request.lines.map(plain) };
    case 'receive':
      return {
        kind: 'receive',
        lines: request.lines.map((line) => ({ ...plain(line), short: line.short })),
        over: request.over.map((line) => ({ ...plain(line), cause: line.cause })),
      };
    case 'lose':
      return { kind: 'lose', cause: request.cause, lines: request.lines.map(plain) };
    case 'take_back':
      return { kind: 'take_back', lines: request.lines.map(plain) };
    default:
      return { kind: request.kind };
  }
}

/** What stands beside the act. */
export function extrasOf(request: ActRequest): ActExtras | undefined {
  if (request.kind === 'dispatch') {
    const { parcels, carrier, waybill, freight, dueAtMs } = request;
    return { parcels: { parcels, carrier, waybill, freight, dueAtMs } };
  }
  if ((request.kind === 'receive' || request.kind === 'lose') && request.remarks.length > 0)
    return { remarks: request.remarks.map((one) => ({ ...one, sku: one.sku as SkuId })) };
  return undefined;
}
