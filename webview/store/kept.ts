/** Gives the value of `make`, and the same one again while the key is the same: what did not change is not drawn again. */
export class Kept<Value> {
  private key: readonly unknown[] = [];
  private value: { readonly of: Value } | null = null;

  get(key: readonly unknown[], make: () => Value): Value {
    const isSame = key.length === this.key.length && key.every((part, index) => Object.is(part, this.key[index]));
    if (this.value !== null && isSame) return this.value.of;
    this.key = key;
    this.value = { of: make() };
    return this.value.of;
  }
}
