/** The share of errors, 0 to 1. Null without requests, or where no status is known. */
export function errorShare(errors: number | null, all: number): number | null {
	return errors === null || all === 0 ? null : errors / all;
}
