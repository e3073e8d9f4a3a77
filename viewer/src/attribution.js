// Whom the map names for its data, as text: publishers write it, and MapLibre's
// own control would take it for HTML.

export class Attribution {
    onAdd(map) {
        this.element = document.createElement('div');
        this.element.className = 'maplibregl-ctrl maplibregl-ctrl-attrib';
        this.write = () => {
            const names = Object.keys(map.getStyle()?.sources ?? {})
                .map(id => map.getSource(id)?.attribution).filter(Boolean);
            this.element.textContent = [...new Set(names)].join(' | ');
        };
        map.on('sourcedata', this.write);
        this.map = map;
        return this.element;
    }

    onRemove() {
        this.map.off('sourcedata', this.write);
        this.element.remove();
    }
}
