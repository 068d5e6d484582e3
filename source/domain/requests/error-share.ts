/** Errors among all requests, 0 to 1. Null where there were none, or where no status of them is known. */
export function errorShare(errors: number | null, all: number): number | null {
	return errors === null || all === 0 ? null : errors / all;
}
