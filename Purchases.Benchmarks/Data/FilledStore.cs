using Purchases.Core;
using Purchases.Local.Embedded;

namespace Purchases.Benchmarks.Data;

/// <summary>A data directory whose store holds purchases.</summary>
internal static class FilledStore
{
    private const int WritePurchases = 5000;

    public static async Task WriteAsync(string directory, IEnumerable<PurchaseCreated> purchases, CancellationToken cancellationToken)
    {
        using var file = new StoreFile(new(directory));
        var store = new SqlitePurchaseStore(file);
        foreach (var batch in purchases.Chunk(WritePurchases)) await store.WriteAsync(batch, cancellationToken);
    }
}
