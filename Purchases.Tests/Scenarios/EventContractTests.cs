using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Purchases.Tests.Contracts;

namespace Purchases.Tests.Scenarios;

/// <summary>Every case of event-cases.jsonl and every real event, put on the log and recorded by a running Local.</summary>
public sealed class EventContractTests
{
    [Fact]
    public async Task Every_event_case_is_recorded_or_rejected_as_the_contract_says()
    {
        using var folder = new TestFolder();
        await using var local = await RunningLocal.StartAsync(folder);
        var cases = EventCase.All;
        Assert.True(cases.Count >= 30);

        foreach (var @case in cases) await AppendAsync(local, "u1", Encoding.UTF8.GetBytes(@case.Value));
        await AppendAsync(local, "u1", [0xFF, 0xFE, 0x00]);
        await AppendAsync(local, "u1", null);
        await Eventually.TrueAsync(() => CommittedOffset.In(folder) == cases.Count + 2);

        var recorded = (await local.PurchasesAsync("u1"))
            .ToDictionary(p => p!["eventId"]!.GetValue<string>(), p => p!, StringComparer.Ordinal);
        var rejected = await RejectedAsync(local);
        for (var offset = 0; offset < cases.Count; offset++)
        {
            if (cases[offset].Rejected is { } expected)
            {
                Assert.Contains(expected.Word, rejected[offset].Reason, StringComparison.OrdinalIgnoreCase);
                Assert.Equal(expected.Code, rejected[offset].Code);
            }
            else
            {
                var eventId = JsonNode.Parse(cases[offset].Value)!["eventId"]!.GetValue<string>();
                Assert.Equal(cases[offset].RecordedTimestamp, recorded[eventId]["timestamp"]!.GetValue<string>());
                Assert.DoesNotContain(offset, rejected);
            }
        }

        Assert.Equal("not_utf8", rejected[cases.Count].Code);
        Assert.Equal("empty", rejected[cases.Count + 1].Code);
    }

    [Fact]
    public async Task Every_event_that_the_Python_original_wrote_is_recorded_and_listed()
    {
        using var folder = new TestFolder();
        await using var local = await RunningLocal.StartAsync(folder);
        Assert.Equal(60, SeedEvent.All.Count);

        foreach (var line in SeedEvent.All) await AppendAsync(local, line.Key, Encoding.UTF8.GetBytes(line.Value));

        foreach (var ofUser in SeedEvent.All.GroupBy(line => line.Key, StringComparer.Ordinal))
        {
            var purchases = await local.RecordedAsync(ofUser.Key, ofUser.Count());
            var written = ofUser.Select(line => JsonNode.Parse(line.Value)!)
                .OrderByDescending(e => e["timestamp"]!.GetValue<string>(), StringComparer.Ordinal);
            Assert.Equal(written.Select(e => e.ToJsonString()), purchases.Select(p => p!.ToJsonString()));
        }
    }

    private static Task AppendAsync(RunningLocal local, string key, byte[]? value) =>
        local.Log.AppendAsync(new(Encoding.UTF8.GetBytes(key), value, []));

    private static async Task<Dictionary<long, (string Code, string Reason)>> RejectedAsync(RunningLocal local)
    {
        var page = await local.Client.GetFromJsonAsync<JsonObject>("/rejected?limit=1000");
        return page!["rejected"]!.AsArray().ToDictionary(
            rejected => EventPosition.TryParse(rejected!["id"]!.GetValue<string>(), out var position) ? position.Offset : -1,
            rejected => (rejected!["code"]!.GetValue<string>(), rejected["reason"]!.GetValue<string>()));
    }
}
