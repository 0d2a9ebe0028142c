/** Gives a primitive a name of its own, so that a store's id can't be passed where a SKU's is meant. */
export type Brand<Base, Name extends string> = Base & { readonly __brand: Name };
