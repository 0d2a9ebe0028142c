/** The words of the API's description in Chinese, by what they are in English. Where one is missing: tests/api/openapi.test.ts. */
export const chinese: Readonly<Record<string, string>> = {
  'Stock and sales of a chain. Money in fen, quantities in whole base units, times in ms since 1970. A key is sent as `Authorization: Bearer KEY`; it reaches what its account reaches.':
    '连锁门店的库存与销售。金额以分为单位，数量为基本单位的整数，时间为 1970 年以来的毫秒数。密钥以 `Authorization: Bearer KEY` 发送，可见范围与其账号相同。',
  'Post a document to the ledger. The same key with the same body has one effect and one answer, for ever.':
    '单据过账。同一幂等键、同一内容，无论发送多少次，只入账一次、答复相同。',
  'A UUID, made when the deed was done; send it again when no answer came.':
    '业务发生时生成的 UUID；没有收到答复时，用同一个再发。',
  'Posted, durably; again: the same.': '已过账并已落盘；重复发送，答复相同。',
  'The key is missing, wrong, revoked or over.': '密钥缺失、错误、已停用或已过期。',
  'There is no such thing, or it is not the key’s to see.': '不存在，或该密钥无权查看。',
  'Refused by a rule, with its reason.': '被规则拒绝，附原因。',
  'The body is wrong; the fields are named.': '内容有误，已指出字段。',
  'A text has characters that are none (null bytes).': '文字中有无效字符（空字节）。',
  'The Idempotency-Key is missing or no UUID.': '缺少 Idempotency-Key，或不是 UUID。',
  'The body is larger than 2 MiB: post it as several documents.': '内容超过 2 MiB：请拆成几张单据提交。',
  'Too many requests: wait as Retry-After says.': '请求过于频繁：按 Retry-After 等待。',
  'The ledger can’t take it now. Send the same key again after Retry-After.':
    '账本暂时无法受理。按 Retry-After 等待后，用同一幂等键重发。',
  'A document with its lines.': '单据及其明细行。',
  'Store code and position: S012-4711.': '门店编码加序号：S012-4711。',
  'The document.': '单据。',
  'Goods by code, page by page.': '商品列表，按编码排序，分页。',
  'Part of a code or a name, or a whole barcode.': '编码或名称的一部分，或完整条码。',
  'From the answer before.': '取自上一页的答复。',
  'Rows a page.': '每页行数。',
  'SKUs a page: 200 where left out, at most 2,000.': '每页商品数：省略为 200，最多 2,000。',
  'The places of the levels, as columns: the n-th value of each is the n-th place.':
    '库存所在的库位，按列给出：各列的第 n 个值即第 n 个库位。',
  'The goods of the levels, as columns: the n-th value of each is the n-th SKU.':
    '库存所属的商品，按列给出：各列的第 n 个值即第 n 个商品。',
  'Levels as columns: the n-th value of each is the n-th level, whose place and SKU are named beside. Available is on hand less reserved. `value` is null where the key may not see cost, `reorderPoint` where none is set.':
    '库存按列给出：各列的第 n 个值即第 n 条库存，其库位与商品的名称列在旁边。可用 = 现有 − 预留。密钥无权查看成本时 `value` 为 null；未设补货点时 `reorderPoint` 为 null。',
  'A page.': '一页。',
  'One SKU.': '单个商品（SKU）。',
  'SKU.': '商品（SKU）。',
  'The SKU.': '该商品。',
  'Who has it: the levels of a SKU in every store in reach, now or at a moment.':
    '谁家有货：一个商品在可见范围内各门店的库存，现在或某一时刻。',
  'A moment of the past, ms since 1970; now where left out.': '过去的时刻，1970 年以来的毫秒数；省略为现在。',
  'Levels, and the company’s time.': '库存，以及公司时间。',
  'Stores and warehouses in reach.': '可见范围内的门店与仓库。',
  'All of them.': '全部。',
  'What a store has, by SKU, page by page.': '一家门店的库存，按商品，分页。',
  'Store.': '门店。',
  'Only these.': '只看这些。',
  '`after` of the answer before.': '上一页答复中的 `after`。',
  'The history of a SKU at a location, the newest first.': '一个商品在某库位的出入库流水，最新在前。',
  'Location, from a level.': '库位，取自库存。',
  '`before` of the answer before.': '上一页答复中的 `before`。',
  'Posted documents of one location in their order, at least once, signed as Standard Webhooks say (webhook-id, webhook-timestamp, webhook-signature).':
    '一个库位的已过账单据，按次序推送，至少一次，按 Standard Webhooks 签名（webhook-id、webhook-timestamp、webhook-signature）。',
  'Taken. Anything else is sent again, later and later.': '已收下。其他答复都会重发，间隔逐次加长。',
  '`urn:tongpan:problem:CODE`.': '`urn:tongpan:problem:代码`。',
  'What is wrong.': '出了什么问题。',
  'What to do.': '该怎么做。',
  'A word for programs; facts stand beside it.': '供程序判断的代码；相关事实在旁边。',
  'What is wrong and what to do, in the language of the key’s account (RFC 9457).':
    '出了什么问题、该怎么做，用密钥账号的语言（RFC 9457）。',
  'Fen a base unit, tax included.': '每基本单位的含税价，分。',
};
