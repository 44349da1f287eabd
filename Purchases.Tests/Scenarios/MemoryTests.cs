using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Purchases.Local.Embedded;

namespace Purchases.Tests.Scenarios;

/// <summary>Memory stays bounded, however much there is to record or to list.</summary>
[Collection(HeavyTests.Name)]
public sealed class MemoryTests : LocalScenario
{
    private const long MegaByte = 1024 * 1024;

    [Fact]
    public async Task A_backlog_of_100_000_events_drains_in_bounded_memory()
    {
        // 100 MB: twice the bound below.
        const int backlog = 100_000;
        var note = new string('x', 900);
        await _local.DisposeAsync();
        await using (var topic = new TopicLog(new(_folder.File("data")), "purchases.v1", TimeProvider.System))
        {
            foreach (var chunk in Enumerable.Range(0, backlog).Chunk(1000))
            {
                await topic.AppendAllAsync(Array.ConvertAll(chunk, i => new LogRecord(null, Encoding.UTF8.GetBytes(
                    $$"""{"eventId":"e{{i}}","timestamp":"2026-01-15T10:34:14Z","userId":"u{{i % 1000}}","itemId":"i1",""" +
                    $$""" "quantity":1,"note":"{{note}}"}"""),
                    [])));
            }
        }

        var before = GC.GetTotalMemory(forceFullCollection: true);

        _local = await RunningLocal.StartAsync(_folder);
        var offsets = _local.Services.GetRequiredService<ConsumerOffsets>();
        var most = 0L;
        for (var passed = backlog / 10; passed <= backlog; passed += backlog / 10)
        {
            await Eventually.TrueAsync(() => offsets.Find("purchase-consumer", "purchases.v1") >= passed);
            most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
        }

        Assert.InRange(most, 0, 50 * MegaByte);
        Assert.Equal(backlog / 1000, (await _local.PurchasesAsync("u7")).Count);
    }

    [Fact]
    public async Task A_long_list_is_streamed_in_flat_memory_through_the_api_server()
    {
        const int count = 100_000;
        await _local.FillStoreAsync(count);
        await using var web = await RunningLocal.StartAsync(
            _folder, null, [.. Settings.Functions("GetAllBoughtItems"), ("API_SERVER_URL", _local.Url.ToString())]);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        using var response = await web.Client.GetAsync("/getAllBoughtItems?userId=u1", HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();
        var buffer = new byte[64 * 1024];
        var (purchases, length, most) = (0, 0L, 0L);
        for (int read; (read = await body.ReadAsync(buffer)) > 0;)
        {
            purchases += buffer.AsSpan(0, read).Count((byte)'{');
            if (length / MegaByte != (length += read) / MegaByte)
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
        }

        Assert.Equal(count + 1, purchases);
        Assert.True(length > 15 * MegaByte);
        Assert.InRange(most, 0, 10 * MegaByte);
    }
}
