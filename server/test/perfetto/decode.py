"""Decodes a trace with the definitions that Perfetto publishes, and prints each packet as a line of JSON.

Fails where a field is not in the definitions: what is written must be what Perfetto reads.
"""
import json
import sys

from google.protobuf.json_format import MessageToDict
from google.protobuf.unknown_fields import UnknownFieldSet
from perfetto.protos.perfetto.trace import perfetto_trace_pb2


def unknown(message):
    count = len(UnknownFieldSet(message))
    for field, value in message.ListFields():
        if field.message_type is not None:
            for each in value if not hasattr(value, "ListFields") else [value]:
                count += unknown(each)
    return count


trace = perfetto_trace_pb2.Trace()
trace.ParseFromString(sys.stdin.buffer.read())
for packet in trace.packet:
    if unknown(packet) > 0:
        sys.exit(f"a packet has fields that Perfetto does not know: {packet}")
    print(json.dumps(MessageToDict(packet, preserving_proto_field_name=True)))
