"""Bring up the loopback interface of a network namespace that has just been made: kernels are reached over it."""

import fcntl
import socket
import struct

GET_FLAGS, SET_FLAGS, UP = 0x8913, 0x8914, 1

with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
    request = struct.pack("16sh", b"lo", 0)
    flags = struct.unpack("16sh", fcntl.ioctl(sock, GET_FLAGS, request))[1]
    fcntl.ioctl(sock, SET_FLAGS, struct.pack("16sh", b"lo", flags | UP))
