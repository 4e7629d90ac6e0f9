// The host names under which a service is reached.

/** Names of the machine itself. */
export const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]'] as const;

/** The form of a list of names in a variable. */
export const HOST_NAMES = /^(\[[\da-f:]+\]|[\w.-]+)(,(\[[\da-f:]+\]|[\w.-]+))*$/i;
