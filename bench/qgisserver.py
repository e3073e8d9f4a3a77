"""QGIS Server's OGC API Features over the same points, as FastCGI behind
nginx; the project is written by hand, so that no desktop is needed."""
import pathlib

from common import Process, free_port, which
from mapserver import nginx

# QGIS makes up another id where one has ten characters or fewer.
LAYER = "points_of_the_bench"

PROJECT = """<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis projectname="bench" version="3.22.16">
  <title>bench</title>
  <projectCrs><spatialrefsys><authid>EPSG:4326</authid></spatialrefsys>
  </projectCrs>
  <layer-tree-group>
    <layer-tree-layer id="{layer}" name="points" checked="Qt::Checked"
      providerKey="ogr" source="{file}|layername=points"/>
  </layer-tree-group>
  <projectlayers>
    <maplayer type="vector" geometry="Point">
      <id>{layer}</id>
      <datasource>{file}|layername=points</datasource>
      <layername>points</layername>
      <shortname>points</shortname>
      <srs><spatialrefsys><authid>EPSG:4326</authid></spatialrefsys></srs>
      <provider encoding="UTF-8">ogr</provider>
      <flags><Identifiable>1</Identifiable></flags>
    </maplayer>
  </projectlayers>
  <properties>
    <WFSLayers type="QStringList"><value>{layer}</value></WFSLayers>
    <WFSLayersPrecision><{layer} type="int">8</{layer}></WFSLayersPrecision>
    <WMSServiceTitle type="QString">bench</WMSServiceTitle>
  </properties>
</qgis>
"""

SERVER = """
  upstream qgis {{ {upstreams} keepalive 16; }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      fastcgi_pass qgis; fastcgi_keep_conn on;
      fastcgi_param REQUEST_METHOD $request_method;
      fastcgi_param REQUEST_URI $request_uri;
      fastcgi_param QUERY_STRING $query_string;
      fastcgi_param SCRIPT_NAME "";
      fastcgi_param PATH_INFO $uri;
      fastcgi_param SERVER_NAME 127.0.0.1;
      fastcgi_param SERVER_PORT {port};
      fastcgi_param SERVER_PROTOCOL HTTP/1.1;
      fastcgi_param HTTP_HOST 127.0.0.1:{port};
      fastcgi_param HTTP_ACCEPT application/json;
    }}
  }}
"""


def start(folder, points_file, stack, workers=2):
    """Starts QGIS Server's workers and nginx on `stack` (an ExitStack); the
    port and the processes, nginx last."""
    port = free_port()
    own = pathlib.Path(folder, "qgis")
    own.mkdir(exist_ok=True)
    project = own / "bench.qgs"
    project.write_text(PROJECT.format(file=points_file, layer=LAYER))
    variables = {
        "QGIS_PROJECT_FILE": str(project), "QT_QPA_PLATFORM": "offscreen",
        "QGIS_SERVER_LOG_LEVEL": "2", "QGIS_SERVER_TRUST_LAYER_METADATA": "1",
        "QGIS_SERVER_API_WFS3_MAX_LIMIT": "10000", "HOME": str(own),
        "PROJ_DATA": "/usr/share/proj"}
    processes, upstreams = [], ""
    for _ in range(workers):
        one = free_port()
        processes.append(stack.enter_context(Process(
            [which("spawn-fcgi"), "-n", "-a", "127.0.0.1", "-p", str(one),
             which("qgis_mapserv.fcgi")], port=one, variables=variables)))
        upstreams += f"server 127.0.0.1:{one}; "
    processes.append(stack.enter_context(nginx(str(own), SERVER.format(
        upstreams=upstreams, port=port), port)))
    return port, processes
