using System.Text;
using Containerize.Testing.Proxy;

namespace Containerize.Core.Tests.Testing;

[TestClass]
internal sealed class RequestFollowerTests
{
    private const string Stream =
        "HEAD /v2/app/manifests/latest HTTP/1.1\r\nHost: registry\r\n\r\n"
        + "PUT /v2/app/blobs/uploads/1?digest=sha256:a HTTP/1.1\r\nHost: registry\r\ncontent-length: 11\r\n\r\nGET / HTTP\n\n"
        + "PATCH /v2/app/blobs/uploads/2 HTTP/1.1\r\nTransfer-Encoding: "
        + "chunked\r\n\r\n5\r\nhello\r\nA;x=y\r\n0123456789\r\n0\r\nTrailer: 1\r\n\r\n"
        + "POST /v2/app/blobs/uploads/ HTTP/1.1\r\nContent-Length: 0\r\n\r\n"
        + "PUT /v2/app/blobs/uploads/2?digest=sha256:b HTTP/1.1\r\n\r\n"
        + "PUT /v2/app/manifests/latest HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}";

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(7)]
    [DataRow(64)]
    [DataRow(int.MaxValue)]
    public void Requests_bodies_and_blobs_are_counted_however_the_stream_is_cut(int length)
    {
        var traffic = Follow(Encoding.ASCII.GetBytes(Stream), length);

        CollectionAssert.AreEqual(
            new[]
            {
                "HEAD /v2/app/manifests/latest",
                "PUT /v2/app/blobs/uploads/1?digest=sha256:a",
                "PATCH /v2/app/blobs/uploads/2",
                "POST /v2/app/blobs/uploads/",
                "PUT /v2/app/blobs/uploads/2?digest=sha256:b",
                "PUT /v2/app/manifests/latest",
            },
            traffic.Requests.ToArray()
        );
        Assert.AreEqual(11 + 15 + 2, traffic.BodyBytes);
        Assert.AreEqual(2, traffic.Blobs);
        Assert.AreEqual(3, traffic.Count("PUT"));
    }

    [TestMethod]
    public void A_TLS_handshake_is_not_a_request()
    {
        var traffic = Follow([0x16, 3, 1, 0, 5, .. "\n"u8, .. Encoding.ASCII.GetBytes(Stream)], int.MaxValue);

        Assert.IsEmpty(traffic.Requests);
        Assert.AreEqual(0, traffic.BodyBytes);
    }

    private static ProxyTraffic Follow(byte[] stream, int length)
    {
        var counter = new TrafficCounter();
        var follower = new RequestFollower(counter);
        for (var offset = 0; offset < stream.Length; offset += Math.Min(length, stream.Length - offset))
        {
            follower.Follow(stream.AsSpan(offset, Math.Min(length, stream.Length - offset)));
        }

        return counter.Traffic;
    }
}
