using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Moq;
using Purchases.Core;
using Purchases.Local.Connections;
using Purchases.Tests.Support;

namespace Purchases.Tests.Scenarios;

/// <summary>More connections than there is room for: those that are open go on, the others wait, and the process lives.</summary>
[Collection(HeavyTests.Name)]
public sealed class ManyConnectionsTests : IDisposable
{
    private const string Health = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private readonly TestFolder _folder = new();
    private readonly FakeLoggerProvider _logs = new();

    public void Dispose()
    {
        _logs.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(320)]
    [InlineData(1024)]
    public async Task A_flood_of_connections_does_not_use_up_the_descriptors(int limit)
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("Windows has no limit of open files.");
        using var local = LocalProcess.LaunchShell(
            _folder.Path, $"ulimit -n {limit}; dotnet run --project Purchases.Local --urls http://127.0.0.1:0 --data data");
        await local.ListensAsync();
        await BuyAsync(local.Client);
        var flood = Flood(local.Client.BaseAddress!, 1500);

        // Over the connection that was open before.
        for (var i = 0; i < 20; i++) await BuyAsync(local.Client);
        await Eventually.TrueAsync(() => Full(local.Output) == 1);
        flood.ForEach(connection => connection.Dispose());

        // Over a new one.
        using var client = new HttpClient { BaseAddress = local.Client.BaseAddress, Timeout = Eventually.Deadline };
        await BuyAsync(client);
        await Eventually.TrueAsync(() => CommittedOffset.In(_folder) == 22);
        Assert.Equal(1, Full(local.Output));
        Assert.False(local.HasExited);
    }

    [Fact]
    public async Task With_too_few_descriptors_to_serve_it_says_so_and_does_not_start()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("Windows has no limit of open files.");
        using var local = LocalProcess.LaunchShell(
            _folder.Path, "ulimit -n 256; dotnet run --project Purchases.Local --urls http://127.0.0.1:0 --data data");

        Assert.Equal(1, await local.ExitAsync());
        Assert.Equal(
            "Purchases.Local: This process may open only 256 files and connections; raise the limit to 320 (ulimit -n).",
            Assert.Single(local.Errors));
    }

    [Fact]
    public async Task Connections_beyond_the_limit_wait_until_others_end()
    {
        await using var local = await StartAsync(connections: 3);
        var open = new List<TcpClient>();
        for (var i = 0; i < 3; i++)
        {
            open.Add(await RawHttp.ConnectAsync(local.Url, Health));
            Assert.Equal("HTTP/1.1 200 OK", await open[i].FirstLineAsync());
        }

        using var waiting = await RawHttp.ConnectAsync(local.Url, Health);
        var answer = waiting.FirstLineAsync();
        await Eventually.TrueAsync(() => Full(_logs.Lines()) == 1);
        Assert.False(answer.IsCompleted);

        open[1].Dispose();
        Assert.Equal("HTTP/1.1 200 OK", await answer);
        open.ForEach(connection => connection.Dispose());
    }

    [Fact]
    public async Task It_stops_while_connections_wait()
    {
        await using var local = await StartAsync(connections: 1);
        using var open = await RawHttp.ConnectAsync(local.Url, Health);
        Assert.Equal("HTTP/1.1 200 OK", await open.FirstLineAsync());
        using var waiting = await RawHttp.ConnectAsync(local.Url, Health);
        await Eventually.TrueAsync(() => Full(_logs.Lines()) == 1);

        await local.StopAsync().WaitAsync(Eventually.Deadline);
    }

    [Fact]
    public async Task What_a_connection_sends_ahead_of_its_answers_is_bounded()
    {
        await using var local = await StartAsync(connections: 3);
        using var client = await RawHttp.ConnectAsync(
            local.Url, "GET /purchases/none?wait=2 HTTP/1.1\r\nHost: localhost\r\n\r\n", bufferBytes: 4096);
        var answer = client.FirstLineAsync();

        var ahead = 0;
        client.Client.Blocking = false;
        var more = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(Health, 100)));
        await Eventually.TrueAsync(() =>
        {
            while (!answer.IsCompleted && TrySend(client.Client, more, out var sent)) ahead += sent;
            return answer.IsCompleted;
        });

        // 128 KiB, and what the operating system holds at both ends. Of itself Kestrel takes a megabyte.
        Assert.InRange(ahead, 128 * 1024, 768 * 1024);
    }

    [Fact]
    public async Task Who_does_not_read_is_cut_off_and_makes_room()
    {
        const int connections = 16;
        await using var local = await StartAsync(connections, new HurriedTime(60));
        var store = local.Services.GetRequiredService<IPurchaseStore>();

        // Lists of 100 KB to some megabytes: for some, the last part is still unsent when the call ends.
        for (var user = 1; user <= connections; user++)
        {
            var count = user < connections ? user * 200 : 20_000;
            await store.WriteAsync([.. Enumerable.Range(0, count).Select(i => Bought($"u{user}", i))], default);
        }

        var stuck = new List<TcpClient>();
        for (var user = 1; user <= connections; user++)
        {
            stuck.Add(await RawHttp.ConnectAsync(
                local.Url, $"GET /purchases?userId=u{user} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", bufferBytes: 4096));
        }

        var others = new List<TcpClient>();
        for (var i = 0; i < connections; i++) others.Add(await RawHttp.ConnectAsync(local.Url, Health));
        foreach (var other in others) Assert.Equal("HTTP/1.1 200 OK", await other.FirstLineAsync());

        stuck.ForEach(client => client.Dispose());
        others.ForEach(client => client.Dispose());
    }

    [Fact]
    public async Task Of_a_list_that_nobody_reads_little_is_held_and_when_the_client_is_gone_no_more_is_read()
    {
        var read = 0L;
        var closed = new TaskCompletionSource();
        var store = new Mock<IPurchaseStore>();
        store.Setup(endless => endless.ListAsync("u1", null, null, It.IsAny<CancellationToken>())).Returns(() => EndlessAsync());
        await using var local = await StartAsync(connections: 2, new HurriedTime(60), store.Object);
        using var client = await RawHttp.ConnectAsync(
            local.Url, "GET /purchases?userId=u1 HTTP/1.1\r\nHost: localhost\r\n\r\n", bufferBytes: 4096);

        await closed.Task.WaitAsync(Eventually.Deadline);

        // Unless told otherwise the operating system alone takes four megabytes.
        Assert.InRange(read, 64 * 1024, 1024 * 1024);

        // Never waits for anything, nor looks at its token, which can't be cancelled while every thread is busy.
        async IAsyncEnumerable<PurchaseCreated> EndlessAsync()
        {
            await Task.CompletedTask;
            try
            {
                for (var i = 0; ; i++)
                {
                    read += 300;
                    yield return Bought("u1", i);
                }
            }
            finally
            {
                closed.SetResult();
            }
        }
    }

    private static PurchaseCreated Bought(string userId, int number) => new()
    {
        EventId = $"{userId}-{number}",
        Timestamp = EventTimestamp.FromUnixMicroseconds(number),
        UserId = userId,
        ItemId = new('i', 200),
        Quantity = 1,
    };

    private static bool TrySend(Socket socket, byte[] bytes, out int sent)
    {
        sent = socket.Send(bytes, SocketFlags.None, out var error);
        return error == SocketError.Success;
    }

    private static int Full(IEnumerable<string> log) =>
        log.Count(line => line.Contains("connections are open, as many as", StringComparison.Ordinal));

    private static async Task BuyAsync(HttpClient client)
    {
        using var bought = await client.BuyAsync();
        Assert.Equal(HttpStatusCode.Accepted, bought.StatusCode);
    }

    // Without waiting for any, so that they come at once; those beyond the queue are refused or still under way.
    private static List<Socket> Flood(Uri url, int count)
    {
        var sockets = new List<Socket>(count);
        for (var i = 0; i < count; i++)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
            sockets.Add(socket);
            try
            {
                socket.Connect(IPAddress.Loopback, url.Port);
            }
            catch (SocketException)
            {
                // WouldBlock: under way.
            }
        }

        return sockets;
    }

    private Task<RunningLocal> StartAsync(int connections, TimeProvider? time = null, IPurchaseStore? store = null) =>
        RunningLocal.StartAsync(_folder, services =>
    {
        if (store is not null) services.Replace(ServiceDescriptor.Singleton(store));
        services.AddSingleton<ILoggerProvider>(_logs);
        services.AddSingleton<IConnectionListenerFactory>(
            provider => ActivatorUtilities.CreateInstance<BoundedTransport>(
                provider, (Func<int>)(() => connections), time ?? TimeProvider.System));
    });
}
