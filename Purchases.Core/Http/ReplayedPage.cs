namespace Purchases.Core.Http;

/// <summary>What a replay of many did, each event counted in one of the four.</summary>
/// <param name="Replayed">How many were put on the topic again.</param>
/// <param name="Unreadable">How many can't be read even now, and were left alone.</param>
/// <param name="Conflicts">How many contradict a recorded purchase even now, and were left alone.</param>
/// <param name="UnderWay">How many are being replayed, by an earlier call or by another one at the same time.</param>
/// <param name="Next">Cursor to go on with; null when all were looked at.</param>
public sealed record ReplayedPage(int Replayed, int Unreadable, int Conflicts, int UnderWay, string? Next);
