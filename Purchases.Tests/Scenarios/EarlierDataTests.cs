using System.IO.Compression;

namespace Purchases.Tests.Scenarios;

/// <summary>
/// The data of an earlier Local, which users have: earlier-data.zip was written by its <c>backup</c> after a buy, two imported events and a
/// conflict. It shows what an upgrade does when a schema changes: its offsets are in a separate file, so every event is delivered again,
/// which changes nothing.
/// </summary>
public sealed class EarlierDataTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_data_of_an_earlier_version_is_complete_and_usable()
    {
        ZipFile.ExtractToDirectory(
            Path.Combine(Repository.Root, "Purchases.Tests/Scenarios/earlier-data.zip"), _folder.File("data"));

        await using var local = await RunningLocal.StartAsync(_folder, null);

        Assert.Equal(4, local.Log.EndOffset());
        await Eventually.TrueAsync(() => CommittedOffset.In(_folder) == 4);
        Assert.Equal(["i2", "i99"], (await local.PurchasesAsync("u1")).Select(purchase => purchase!["itemId"]!.GetValue<string>()));
        Assert.Equal(9007199254740991, Assert.Single(await local.PurchasesAsync("客户-7"))!["quantity"]!.GetValue<long>());
        Assert.Equal("purchases.v1/0/3", Assert.Single((await RejectedTests.ListAsync(local)).Rejected)!["id"]!.GetValue<string>());

        await local.BuyAsync("u1", "i3", 1);
        Assert.Equal(3, (await local.RecordedAsync("u1", 3)).Count);
    }
}
