/** The newest items, the oldest first. A new ring for each addition: what was handed out does not change. */
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
