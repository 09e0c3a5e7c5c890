/** Set by the build from package.json. */
declare const __CALL_HOOK_VERSION__: string;

export const version = __CALL_HOOK_VERSION__;
