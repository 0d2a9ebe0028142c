const digitsBeforeCheck = 12;

/** An EAN-13 of the range for use inside one company (prefix 20), so that it never meets a real good. */
export function inStoreBarcode(number: number): string {
  const body = `20${String(number).padStart(digitsBeforeCheck - 2, '0')}`;
  return body + checkDigit(body);
}

/** GS1 check digit for the twelve digits before it: from the left, weights 1 and 3. */
export function checkDigit(body: string): string {
  const sum = [...body].reduce((total, digit, place) => total + Number(digit) * (place % 2 === 0 ? 1 : 3), 0);
  return String((10 - (sum % 10)) % 10);
}
