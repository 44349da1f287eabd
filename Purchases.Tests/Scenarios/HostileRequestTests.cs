using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Purchases.Tests.Scenarios;

/// <summary>
/// Requests that no client library sends get a response or lose their connection, and leave no stack trace in the log.
/// </summary>
public sealed class HostileRequestTests : IAsyncLifetime
{
    private const string Chunked = "POST /buy HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
    private const string Sized = "POST /buy HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n";

    private readonly TestFolder _folder = new();
    private readonly FakeLoggerProvider _logs = new();
    private RunningLocal _local = null!;

    public async ValueTask InitializeAsync() =>
        _local = await RunningLocal.StartAsync(_folder, services => services.AddSingleton<ILoggerProvider>(_logs));

    public async ValueTask DisposeAsync()
    {
        await _local.DisposeAsync();
        _logs.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("FFFFFFFFFFFFFFFF")]
    [InlineData("1FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF")]
    [InlineData("zz")]
    public async Task An_invalid_chunk_size_or_one_beyond_64_bits_is_a_400(string size)
    {
        using var client = await ConnectAsync($"{Chunked}{size}\r\n{{");

        Assert.Equal("HTTP/1.1 400 Bad Request", await client.FirstLineAsync());
        await NoStackTraceAsync();
    }

    [Theory]
    [InlineData(Sized + "{\"a", true)]
    [InlineData(Chunked + "5\r\n{\"a", false)]
    [InlineData(Chunked + "2\r\n{}\r\n0\r\nX", false)]
    public async Task A_body_that_is_sent_in_part_publishes_nothing_and_leaves_no_stack_trace(string request, bool reset)
    {
        for (var i = 0; i < 5; i++)
        {
            using var client = await ConnectAsync(request);

            // Its body is read by then.
            Assert.True((await _local.Client.GetAsync("/health")).IsSuccessStatusCode);
            if (reset) client.LingerState = new(true, 0);
            else client.Client.Shutdown(SocketShutdown.Send);

            // Not the client, which ends its side of the connection first instead of resetting it.
            client.Client.Dispose();
        }

        await NoStackTraceAsync();
        Assert.Equal(0, _local.Log.EndOffset());
    }

    [Fact]
    public async Task Stopping_while_clients_do_not_read_leaves_no_stack_trace()
    {
        await _local.FillStoreAsync(20_000);
        var stuck = await Task.WhenAll(Enumerable.Range(0, 10).Select(async _ =>
        {
            var client = await RawHttp.ConnectAsync(_local.Url, "GET /purchases?userId=u1 HTTP/1.1\r\nHost: localhost\r\n\r\n", 4096);
            await client.GetStream().ReadExactlyAsync(new byte[1000]);
            return client;
        }));

        await _local.StopAsync();

        Assert.DoesNotContain(_logs.Lines(), HasStackTrace);
        foreach (var client in stuck) client.Dispose();
    }

    private static bool HasStackTrace(string line) => line.Contains("   at ", StringComparison.Ordinal);

    private Task<TcpClient> ConnectAsync(string request) => RawHttp.ConnectAsync(_local.Url, request);

    // A later connection gets a response, so the earlier ones were accepted. Stopping then waits for all of them.
    private async Task NoStackTraceAsync()
    {
        Assert.True((await _local.Client.GetAsync("/health")).IsSuccessStatusCode);
        await _local.StopAsync();
        Assert.DoesNotContain(_logs.Lines(), HasStackTrace);
    }
}
