using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Purchases.Local.Connections;
using Purchases.Tests.Support;

namespace Purchases.Tests.Scenarios;

/// <summary>More connections than there is room for: those that are open go on, the others wait, and the process lives.</summary>
[Collection(HeavyTests.Name)]
public sealed class ManyConnectionsTests : IDisposable
{
    private const string Buy = """{"userId":"u1","itemId":"i1","quantity":1}""";
    private const long MegaByte = 1024 * 1024;

    private readonly TestFolder _folder = new();
    private readonly FakeLoggerProvider _logs = new();

    public void Dispose()
    {
        _logs.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(256)]
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
    public async Task Connections_beyond_the_limit_wait_until_others_end()
    {
        await using var local = await StartAsync(connections: 3);
        var open = new List<TcpClient>();
        for (var i = 0; i < 3; i++)
        {
            open.Add(await ConnectAsync(local.Url, "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"));
            Assert.Equal("HTTP/1.1 200 OK", await FirstLineAsync(open[i]));
        }

        using var waiting = await ConnectAsync(local.Url, "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
        var answer = FirstLineAsync(waiting);
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
        using var open = await ConnectAsync(local.Url, "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
        Assert.Equal("HTTP/1.1 200 OK", await FirstLineAsync(open));
        using var waiting = await ConnectAsync(local.Url, "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
        await Eventually.TrueAsync(() => Full(_logs.Lines()) == 1);

        await local.StopAsync().WaitAsync(Eventually.Deadline);
    }

    private static int Full(IEnumerable<string> log) =>
        log.Count(line => line.Contains("connections are open, as many as", StringComparison.Ordinal));

    private static async Task BuyAsync(HttpClient client)
    {
        using var bought = await client.PostAsync("/buy", new StringContent(Buy, Encoding.UTF8, "application/json"));
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

    private static async Task<TcpClient> ConnectAsync(Uri url, string request)
    {
        var client = new TcpClient();
        await client.ConnectAsync(url.Host, url.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
        return client;
    }

    private static async Task<string?> FirstLineAsync(TcpClient client) =>
        await new StreamReader(client.GetStream(), Encoding.ASCII).ReadLineAsync().WaitAsync(Eventually.Deadline);

    private Task<RunningLocal> StartAsync(int connections) => RunningLocal.StartAsync(_folder, services =>
    {
        services.AddSingleton<ILoggerProvider>(_logs);
        services.AddSingleton<IConnectionListenerFactory>(
            provider => ActivatorUtilities.CreateInstance<BoundedTransport>(provider, (Func<int>)(() => connections)));
    });
}
