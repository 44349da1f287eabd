using System.Text;
using Purchases.Benchmarks.Load;

namespace Purchases.Tests.Benchmarks;

public sealed class ResponseReaderTests
{
    private const string WithLength = "HTTP/1.1 202 Accepted\r\ncontent-LENGTH: 11\r\nLocation: /x\r\n\r\nhello\r\nmore";
    private const string Chunked =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n1A\r\nabcdefghijklmnopqrstuvwxyz\r\n0\r\n\r\n";
    private const string WithTrailer =
        "HTTP/1.1 503 Service Unavailable\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n\n\r\n0\r\nChecksum: 1\r\n\r\n";
    private const string Empty = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
    private const string NoContent = "HTTP/1.1 204 No Content\r\n\r\n";

    [Theory]
    [InlineData(WithLength, 202, 11)]
    [InlineData(Chunked, 200, 31)]
    [InlineData(WithTrailer, 503, 1)]
    [InlineData(Empty, 404, 0)]
    [InlineData(NoContent, 204, 0)]
    public void A_response_ends_where_it_says_however_it_is_cut(string response, int status, long bodyBytes)
    {
        var bytes = Encoding.ASCII.GetBytes(response);
        var reader = new ResponseReader();
        for (var cut = 1; cut < bytes.Length; cut++)
        {
            Assert.False(reader.Read(bytes.AsSpan(0, cut)));
            Assert.True(reader.Read(bytes.AsSpan(cut)));
            Assert.Equal((status, bodyBytes), (reader.Status, reader.BodyBytes));
        }
    }

    [Theory]
    [InlineData(WithLength)]
    [InlineData(Chunked)]
    public void A_response_may_come_byte_by_byte_and_another_one_after_it(string response)
    {
        var reader = new ResponseReader();
        for (var time = 0; time < 2; time++)
        {
            var ends = Encoding.ASCII.GetBytes(response).Select(one => reader.Read([one])).ToList();

            Assert.Equal(ends.Count - 1, ends.IndexOf(true));
        }
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nhello\r\n")]
    [InlineData(Empty + Empty)]
    public void What_has_no_end_that_can_be_told_is_an_error(string response) =>
        Assert.Throws<InvalidDataException>(() => new ResponseReader().Read(Encoding.ASCII.GetBytes(response)));

    [Fact]
    public void A_head_without_end_is_an_error()
    {
        var reader = new ResponseReader();
        Assert.False(reader.Read("HTTP/1.1 200 OK\r\n"u8));

        Assert.Throws<InvalidDataException>(() => reader.Read(new byte[9000]));
    }
}
