declare global {
  namespace App {
    interface Error {
      readonly message: string;
    }
  }
}

export {};
