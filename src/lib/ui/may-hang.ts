/** Whether a branch of a tree may hang below another: not below itself, nor where it hangs already. */
export function mayHang(
  branches: readonly { readonly id: number; readonly parentId: number | null }[],
  id: number,
  parentId: number | null,
): boolean {
  const byId = new Map(branches.map((branch) => [branch.id, branch]));
  if (byId.get(id)?.parentId === parentId) return false;
  const seen = new Set<number>();
  for (let at = parentId; at !== null && !seen.has(at); at = byId.get(at)?.parentId ?? null) {
    if (at === id) return false;
    seen.add(at);
  }
  return true;
}
