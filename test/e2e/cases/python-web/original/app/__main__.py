import flask
import lxml.etree

application = flask.Flask(__name__)


@application.get("/")
def index():
    return lxml.etree.tostring(lxml.etree.Element("index"))
