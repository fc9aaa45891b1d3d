/** asl-validator ships no types. */
declare module 'asl-validator' {
  /** Looks for faults in a definition in Amazon States Language; it adds to the object that it is given. */
  export default function validate(definition: unknown): {
    isValid: boolean;
    errorsText(separator?: string): string;
  };
}
