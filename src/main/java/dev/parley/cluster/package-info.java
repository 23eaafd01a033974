/**
 * Which nodes are alive, and how they find each other.
 *
 * <h2>Purpose</h2>
 *
 * Joins the Hazelcast cluster ({@link dev.parley.cluster.HzCluster}), from {@code cluster.xml} and a
 * {@link dev.parley.cluster.ClusterConfig}, and keeps the {@link dev.parley.cluster.Roster}: who is there, and whether it serves. The
 * door of a running node is {@link dev.parley.cluster.Members}.
 *
 * <h2>Discovery</h2>
 *
 * {@code Local}: the ten ports of this machine, all listed, so that nodes may start in any order; ports held by other programs are left
 * out. {@code Multicast}: a LAN. {@code Dns}: all addresses of one name, by Hazelcast's strategy for Kubernetes, which works with any DNS
 * and is asked again while the cluster lives. {@code Seeds}: known addresses. A node that finds nobody begins a cluster alone; two such
 * clusters that can see each other merge after some seconds.
 *
 * <h2>Who is there, and how it is</h2>
 *
 * The failure detector of Hazelcast alone decides who is there. Each node tells every other one, once a second and at once when
 * it changes, its state, its number of sessions and what the package above wants to say (the rider): a {@code Beat}, always whole. Until
 * its first beat a node is {@code JOINING}. A node that goes without having said {@code LEAVING} has crashed, as far as the log is
 * concerned. Names and addresses of a node stand on its Hazelcast member and are there as soon as it is.
 *
 * <h2>Addresses</h2>
 *
 * In and out: {@link dev.parley.wire.Addresses#cluster}, {@code Beat} as bytes, sent and not published. Nothing is answered.
 *
 * <h2>Threads</h2>
 *
 * The state ({@code RosterCore}) belongs to the event loop of {@code MembersVerticle}. Listeners of Hazelcast run on its threads and only
 * wake that loop; no map of the grid is touched there, or anywhere in this package. All of {@code Members} is for any thread; what it shows
 * is a snapshot. Joining and leaving block, and are for a thread that may.
 *
 * <h2>Promises</h2>
 *
 * What a node says counts for the membership in which it declared itself, and for no other: one that was merged into this cluster is
 * {@code JOINING} until it has joined afresh. Every node lists the same members, in the order of their joining, as soon as Hazelcast has told it. A state once {@code LEAVING} stays so
 * for this life of the node. Beats of one node are believed in their order, and only while it is a member. A life of a node has one id,
 * which never comes again.
 *
 * <h2>Failure</h2>
 *
 * <ul>
 *   <li>A process that dies is off the list after about 0.4 s, one that hangs or is cut off after {@code deadAfter}.
 *   <li>A lost beat costs nothing: the next says the same. Beats that cannot be read are dropped, and logged once.
 *   <li>A join that fails, or takes longer than its deadline, is a value with a sentence, and leaves nothing behind.
 *   <li>After a split both sides go on with their lists. When they merge, every node of the smaller side loses its locks and its part of the
 *       grid; {@code HzCluster} says so before ({@code onGridLost}) and after ({@code onMerged}). Such a node must leave and join afresh,
 *       which is the business of the package that started it.
 * </ul>
 */
@NullMarked
package dev.parley.cluster;

import org.jspecify.annotations.NullMarked;
