// What a style of ours says beyond the MapLibre specification (docs/styles.md).

// The collections whose features people can ask about: {id, href, source, layers}.
export function askable(style) {
    return style.metadata?.['buurt:collections'] ?? [];
}

// Whether a source holds counts of areas, not the features themselves.
export function isCounted(style, source) {
    return style.sources[source].url?.includes('/aggregate/tiles/') ?? false;
}
