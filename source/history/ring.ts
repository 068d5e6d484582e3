/** The newest items, the oldest first. Each addition makes a new ring, so that published ones do not change. */
export type Ring<T> = {readonly items: readonly T[]; readonly capacity: number};

export function ring<T>(capacity: number): Ring<T> {
	return {items: [], capacity};
}

export function append<T>({items, capacity}: Ring<T>, item: T): Ring<T> {
	return {
		items: [...(items.length >= capacity ? items.slice(items.length - capacity + 1) : items), item],
		capacity,
	};
}
