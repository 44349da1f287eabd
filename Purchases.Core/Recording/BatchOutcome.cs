namespace Purchases.Core.Recording;

/// <summary>What became of a batch. Every event of it is in exactly one of the three.</summary>
/// <param name="Recorded">How many were new and are stored now.</param>
/// <param name="AlreadyRecorded">How many were stored before with the same content: redelivered or repeated.</param>
/// <param name="Rejected">Those that can't be read, contradict a stored purchase or are refused by the store; kept.</param>
public sealed record BatchOutcome(int Recorded, int AlreadyRecorded, IReadOnlyList<RejectedEvent> Rejected);
