using System.IO.Compression;

namespace Purchases.Tests.Scenarios;

/// <summary>
/// The data of an earlier Local, which users have: earlier-data.zip is what its <c>backup</c> wrote of a buy, two imported events and a
/// conflict. When a schema changes, this shows what an upgrade does to them: here, offsets were in a file of their own, so every event is
/// delivered again, which changes nothing.
/// </summary>
public sealed class EarlierDataTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_an_earlier_Local_wrote_is_all_there_and_goes_on()
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
