using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Purchases.Tests.Support;

namespace Purchases.Tests.Scenarios;

/// <summary>
/// Requests that no client library sends: they get their answer or lose their connection, and leave no stack trace in the log.
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
    [InlineData("10000000000000000")]
    [InlineData("FFFFFFFFFFFFFFFF")]
    [InlineData("1FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF")]
    [InlineData("zz")]
    [InlineData("-1")]
    public async Task A_chunk_size_that_is_none_or_beyond_64_bits_is_a_400(string size)
    {
        using var client = await ConnectAsync($"{Chunked}{size}\r\n{{");

        Assert.Equal("HTTP/1.1 400 Bad Request", await client.FirstLineAsync());
        await NoStackTraceAsync();
    }

    [Theory]
    [InlineData(Sized + "{\"a", false)]
    [InlineData(Sized + "{\"a", true)]
    [InlineData(Chunked + "5\r\n{\"a", false)]
    [InlineData(Chunked + "5\r\n{\"a", true)]
    [InlineData(Chunked + "2\r\n{}\r\n0\r\nX", false)]
    public async Task A_body_that_ends_half_sent_publishes_nothing_and_leaves_no_stack_trace(string request, bool reset)
    {
        for (var i = 0; i < 20; i++)
        {
            using var client = await ConnectAsync(request);
            if (reset) client.LingerState = new(true, 0);
            else client.Client.Shutdown(SocketShutdown.Send);
        }

        await NoStackTraceAsync();
        Assert.Equal(0, _local.Log.EndOffset());
    }

    [Fact]
    public async Task Stopping_while_readers_are_stuck_leaves_no_stack_trace()
    {
        await _local.FillStoreAsync(100_000);
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

    [Theory]
    [InlineData("/health")]
    [InlineData("/purchases?userId=u1")]
    [InlineData("/purchases/none")]
    [InlineData("/purchases")]
    [InlineData("/buy")]
    [InlineData("/nowhere")]
    [InlineData("/rejected")]
    [InlineData("/openapi.json")]
    [InlineData("/asyncapi.json")]
    [InlineData("/purchase-created.v1.schema.json")]
    [InlineData("/docs/index.html")]
    [InlineData("/")]
    public async Task No_answer_is_kept_by_a_cache_or_taken_for_something_else(string path)
    {
        using var answer = await _local.Client.GetAsync(path);

        Assert.True(answer.Headers.CacheControl?.NoStore);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
    }

    private static bool HasStackTrace(string line) => line.Contains("   at ", StringComparison.Ordinal);

    private Task<TcpClient> ConnectAsync(string request) => RawHttp.ConnectAsync(_local.Url, request);

    // A connection that came after is answered, so those before are dealt with; stopping then waits for all of them.
    private async Task NoStackTraceAsync()
    {
        Assert.True((await _local.Client.GetAsync("/health")).IsSuccessStatusCode);
        await _local.StopAsync();
        Assert.DoesNotContain(_logs.Lines(), HasStackTrace);
    }
}
