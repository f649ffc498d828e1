import numpy
import pandas

print(pandas.DataFrame({"value": numpy.arange(3)}).sum().to_dict())
