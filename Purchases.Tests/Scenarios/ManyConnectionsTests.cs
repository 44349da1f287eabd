using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Purchases.Local;

namespace Purchases.Tests.Scenarios;

/// <summary>With more connections than descriptors the process keeps running, and it serves again when they are closed.</summary>
[Collection(HeavyTests.Name)]
public sealed class ManyConnectionsTests : FolderTests
{
    [Fact]
    public async Task A_flood_of_connections_does_not_use_up_the_descriptors()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("Windows has no limit of open files.");
        using var local = LocalProcess.LaunchShell(
            _folder.Path, "ulimit -n 400; dotnet run --project Purchases.Local --urls http://127.0.0.1:0 --data data");
        await local.ListensAsync();
        await BuyAsync(local.Client);
        var flood = Flood(local.Client.BaseAddress!, 600);

        // (400 - 300) / 3 connections, of which the client above has one.
        await Eventually.TrueAsync(() => flood.Count(IsAnswered) == 32);
        for (var i = 0; i < 20; i++) await BuyAsync(local.Client);
        Assert.Equal(32, flood.Count(IsAnswered));
        flood.ForEach(connection => connection.Dispose());

        using var client = new HttpClient { BaseAddress = local.Client.BaseAddress, Timeout = Eventually.Deadline };
        await BuyAsync(client);
        await Eventually.TrueAsync(() => CommittedOffset.In(_folder) == 22);
        Assert.False(local.HasExited);
    }

    [Theory]
    [InlineData(400, 33)]
    [InlineData(1024, 241)]
    [InlineData(1_000_000, 4096)]
    [InlineData(303, 1)]
    public void The_limit_of_connections_leaves_descriptors_for_everything_else(long descriptors, int connections) =>
        Assert.Equal(connections, BoundedSockets.Limit(descriptors));

    [Fact]
    public void Local_does_not_start_with_too_few_descriptors() => Assert.Equal(
        "This process may open only 302 files and connections. Raise the limit to 1024 (ulimit -n).",
        Assert.Throws<StartupException>(() => BoundedSockets.Limit(302)).Message);

    [Fact]
    public async Task Slow_clients_have_a_minimum_data_rate()
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        var limits = local.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits;

        Assert.Equal((240, 5), (limits.MinRequestBodyDataRate!.BytesPerSecond, limits.MinRequestBodyDataRate.GracePeriod.TotalSeconds));
        Assert.Equal((16 * 1024, 5), (limits.MinResponseDataRate!.BytesPerSecond, limits.MinResponseDataRate.GracePeriod.TotalSeconds));
    }

    private static async Task BuyAsync(HttpClient client)
    {
        using var bought = await client.BuyAsync();
        Assert.Equal(HttpStatusCode.Accepted, bought.StatusCode);
    }

    private static bool IsAnswered(Socket socket) => socket.Poll(0, SelectMode.SelectRead) && socket.Available > 0;

    // Without waiting for any of them, so that they arrive at once. Those beyond the operating system's queue are still in flight.
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
                // WouldBlock: in flight.
            }

            try
            {
                socket.Send("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"u8);
            }
            catch (SocketException)
            {
                // Still in flight.
            }
        }

        return sockets;
    }
}
