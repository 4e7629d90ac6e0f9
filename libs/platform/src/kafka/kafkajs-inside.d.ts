/** A part of kafkajs that it does not declare. */
declare module 'kafkajs/src/network/requestQueue/index.js' {
  interface RequestQueue {
    readonly pending: readonly unknown[];
    scheduleCheckPendingRequests(): void;
  }
  const Class: { readonly prototype: RequestQueue };
  export default Class;
}
