namespace Purchases.Local.Embedded;

/// <summary>
/// The right to consume a topic for a group: one process has it, others stand by. It is a lock on a file, which the operating
/// system lets go of when the process ends in whatever way, so there is no lease to outlive its holder.
/// </summary>
internal sealed class GroupMembership : IDisposable
{
    private readonly FileStream _lock;

    private GroupMembership(FileStream @lock) => _lock = @lock;

    /// <returns>Null when another process has it.</returns>
    public static GroupMembership? TryJoin(DataDirectory directory, string consumerGroup, string topic)
    {
        try
        {
            var path = directory.File($"{topic}.{Uri.EscapeDataString(consumerGroup)}.lock");
            return new(new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void Dispose() => _lock.Dispose();
}
