"""Speaks to a node's peer port with grpcio's C core, as a partner's node: asks, and opens a lane. Prints one JSON object.

    caller.py MESSAGES TARGET AUTHORITY.pem CHAIN.pem KEY.pem

MESSAGES is the image of the .proto files (`buf build`): no generated code is needed.
"""

import json
import sys
import threading

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

PACKAGE = "tocsin.exchange.v1"
DEADLINE_SECONDS = 15


def messages(image):
    files = descriptor_pb2.FileDescriptorSet()
    with open(image, "rb") as stream:
        files.ParseFromString(stream.read())
    pool = descriptor_pool.DescriptorPool()
    for file in files.file:
        pool.Add(file)
    return message_factory.MessageFactory(pool), pool


def read(name):
    with open(name, "rb") as stream:
        return stream.read()


def main(image, target, authority, chain, key):
    factory, pool = messages(image)

    def kind(name):
        return factory.GetPrototype(pool.FindMessageTypeByName(f"{PACKAGE}.{name}"))

    def method(name):
        return f"/{PACKAGE}.ExchangeService/{name}"

    credentials = grpc.ssl_channel_credentials(read(authority), read(key), read(chain))
    with grpc.secure_channel(target, credentials) as channel:

        def ask(name, **fields):
            call = channel.unary_unary(
                method(name),
                request_serializer=kind(f"{name}Request").SerializeToString,
                response_deserializer=kind(f"{name}Response").FromString,
            )
            return call(kind(f"{name}Request")(**fields), timeout=DEADLINE_SECONDS)

        manifests = ask("GetManifest").manifests
        team = kind("TeamManifest").FromString(manifests[0].manifest).team
        seen = ask("GetSeen").seen

        deliver = channel.stream_stream(
            method("Deliver"),
            request_serializer=kind("DeliverRequest").SerializeToString,
            response_deserializer=kind("DeliverResponse").FromString,
        )
        opening = kind("DeliverRequest")()
        opening.open.lane = pool.FindEnumTypeByName(f"{PACKAGE}.Lane").values_by_name["LANE_ROUTINE"].number
        opening.open.lane_epoch = 1
        answered = threading.Event()

        def said():
            # The stream stays open until it was answered: who closes first may not be.
            yield opening
            answered.wait(DEADLINE_SECONDS)

        answer = next(deliver(said(), timeout=DEADLINE_SECONDS))
        answered.set()

    print(
        json.dumps(
            {
                "team": team,
                "manifests": len(manifests),
                "seen": [checkpoint.seen.origin for checkpoint in seen],
                "answer": answer.WhichOneof("kind"),
                "through": answer.state.through,
                "channel_hash": answer.state.channel_hash.hex(),
            }
        )
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
