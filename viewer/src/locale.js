// What MapLibre says, in Dutch.

export const locale = {
    'CooperativeGesturesHandler.MacHelpText': 'Houd ⌘ ingedrukt en scrol om te zoomen',
    'CooperativeGesturesHandler.MobileHelpText': 'Verschuif de kaart met twee vingers',
    'CooperativeGesturesHandler.WindowsHelpText': 'Houd Ctrl ingedrukt en scrol om te zoomen',
    'FullscreenControl.Enter': 'Hele scherm',
    'FullscreenControl.Exit': 'Hele scherm verlaten',
    'GeolocateControl.FindMyLocation': 'Ga naar waar ik ben',
    'GeolocateControl.LocationNotAvailable': 'Waar u bent is niet bekend',
    'LogoControl.Title': 'MapLibre',
    'Map.Title': 'Kaart',
    'Marker.Title': 'Plek op de kaart',
    'NavigationControl.ResetBearing': 'Noorden boven',
    'NavigationControl.ZoomIn': 'Inzoomen',
    'NavigationControl.ZoomOut': 'Uitzoomen',
    'Popup.Close': 'Sluiten',
    'ScaleControl.Meters': 'm',
    'ScaleControl.Kilometers': 'km',
};
