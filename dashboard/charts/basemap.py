"""An optional base map from outside, off by default; its approval number stays visible."""

import json
from dataclasses import dataclass
from urllib.parse import quote


@dataclass(frozen=True)
class Base:
    """A base map from outside: its MapLibre style (an address) and the notice that stays visible."""

    style: str
    notice: str


def tianditu(key: str) -> str:
    """The style of the Tianditu base map (vector ground and its Chinese names), as a data: address.

    WMTS in web mercator: layers `vec_w` and `cva_w`, the row counted from the north.
    """
    sources = {
        name: {
            "type": "raster",
            "tileSize": 256,
            "tiles": [
                f"https://t{host}.tianditu.gov.cn/{name}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0"
                f"&LAYER={name}&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={{z}}"
                f"&TILEROW={{y}}&TILECOL={{x}}&tk={quote(key)}"
                for host in range(8)
            ],
        }
        for name in ("vec", "cva")
    }
    layers = [{"id": name, "type": "raster", "source": name} for name in sources]
    style = json.dumps({"version": 8, "sources": sources, "layers": layers})
    return "data:application/json;charset=utf-8," + quote(style)
